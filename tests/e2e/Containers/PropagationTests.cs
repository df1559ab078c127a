using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Mounts that come into a container while it runs, and those that leave it.</summary>
public sealed class PropagationTests(NodeFixture fixture) : VolumeTests(fixture)
{
    private const Cri.MountPropagation Private = Cri.MountPropagation.PropagationPrivate;
    private const Cri.MountPropagation HostToContainer = Cri.MountPropagation.PropagationHostToContainer;
    private const Cri.MountPropagation Bidirectional = Cri.MountPropagation.PropagationBidirectional;

    // What is seen inside of a mount made on the host, and on the host of one made inside.
    [Theory]
    [InlineData("crun", Private, false, false)]
    [InlineData("runc", Private, false, false)]
    [InlineData("crun", HostToContainer, true, false)]
    [InlineData("runc", HostToContainer, true, false)]
    [InlineData("crun", Bidirectional, true, true)]
    [InlineData("runc", Bidirectional, true, true)]
    public async Task MountsMadeLater_GoWhereTheyShould(string handler, Cri.MountPropagation propagation, bool comesIn, bool goesOut)
    {
        var volume = MountedVolume("shared");
        try
        {
            await using var pod = await RunPrivilegedPodAsync(handler);
            var container = await pod.StartAsync(Running(volume, propagation).Secured(context => context.Privileged = true));

            Mount("-t", "tmpfs", "crtest", Directory.CreateDirectory(Path.Combine(volume, "from-host")).FullName);
            await container.ExecAsync("sh", "-c", "mkdir /volume/from-inside && mount -t tmpfs crtest /volume/from-inside");

            Assert.Equal(comesIn, await IsMountedAsync(container, "/volume/from-host"));
            Assert.Equal(goesOut, MountTable.Below(volume).Contains(volume + "/from-inside"));
        }
        finally
        {
            Unmount(volume);
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task HostToContainer_IsForEveryContainer(string handler)
    {
        var volume = MountedVolume("shared");
        try
        {
            await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
            var container = await pod.StartAsync(Running(volume, HostToContainer));

            Mount("-t", "tmpfs", "crtest", Directory.CreateDirectory(Path.Combine(volume, "later")).FullName);

            Assert.True(await IsMountedAsync(container, "/volume/later"));
        }
        finally
        {
            Unmount(volume);
        }
    }

    [Theory]
    [InlineData("private", HostToContainer, "a shared or slave mount")]
    [InlineData("private", Bidirectional, "a shared mount")]
    [InlineData("slave", Bidirectional, "a shared mount")]
    public async Task Source_ThatDoesNotSpread_IsRefused(string host, Cri.MountPropagation propagation, string needed)
    {
        var volume = MountedVolume(host == "slave" ? "shared" : host);
        var source = Directory.CreateDirectory(Path.Combine(volume, "inside")).FullName;
        if (host == "slave")
        {
            Mount("--bind", source, source);
            Mount("--make-slave", source);
        }

        try
        {
            await using var pod = await RunPrivilegedPodAsync("");
            var message = await Failures.ExpectAsync(StatusCode.FailedPrecondition, () => Node.Runtime.CreateContainerAsync(new()
            {
                PodSandboxId = pod.Id,
                Config = Running(source, propagation).Secured(context => context.Privileged = true),
                SandboxConfig = pod.Config,
            }));

            var mount = host == "slave" ? source : volume;
            Assert.EndsWith($"mounts[0].propagation: path \"{source}\" is mounted on \"{mount}\" but it is not {needed}", message, StringComparison.Ordinal);
        }
        finally
        {
            Unmount(volume);
        }
    }

    [Fact]
    public async Task HostToContainer_OfASlave_IsEnough()
    {
        var (volume, slave) = (MountedVolume("shared"), Volume());
        Mount("--bind", volume, slave);
        Mount("--make-slave", slave);
        try
        {
            await using var pod = await Node.RunPodAsync();
            var container = await pod.StartAsync(Running(slave, HostToContainer));

            Mount("-t", "tmpfs", "crtest", Directory.CreateDirectory(Path.Combine(volume, "later")).FullName);

            Assert.True(await IsMountedAsync(container, "/volume/later"));
        }
        finally
        {
            Unmount(slave);
            Unmount(volume);
        }
    }

    private Cri.ContainerConfig Running(string volume, Cri.MountPropagation propagation) => Configs.Running(Node, "sleep", "1000")
        .With(config => config.Mounts.Add(new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Propagation = propagation }));

    private static async Task<bool> IsMountedAsync(TestContainer container, string path) =>
        (await container.ExecAsync("grep", "-c", $" {path} ", "/proc/self/mountinfo")).ExitCode == 0;
}
