using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Volumes in pods with a user namespace, with mappings of their own and without, under each OCI runtime.</summary>
public sealed class MappedMountTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const uint First = 0x10_0000;
    private const uint Second = 0x20_0000;

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task AsThePod_WhatRootWritesIsRootsOnTheNode(string handler)
    {
        var volume = Volume();
        await File.WriteAllTextAsync(Path.Combine(volume, "theirs"), "x");
        HostProgram.Run("chown", "1000:2000", Path.Combine(volume, "theirs"));
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, "cd /volume; touch root app; chown 7:8 app; stat -c %n:%u:%g root app theirs; chown 9 theirs")
            .With(config => config.Mounts.Add(Mapped(volume, First))));

        Assert.Equal("root:0:0\napp:7:8\ntheirs:1000:2000\n", output.Succeeded());
        Assert.Equal("0:0\n7:8\n9:2000\n", HostProgram.Run("stat", "-c", "%u:%g", volume + "/root", volume + "/app", volume + "/theirs"));
    }

    // Ids 0 to 9 on disk are 100 to 109 inside: 1048676 and so on for the node.
    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task OtherThanThePod_IsMappedOnItsOwn(string handler)
    {
        var volume = Volume();
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);
        var mount = new Cri.Mount
        {
            HostPath = volume,
            ContainerPath = "/volume",
            UidMappings = { UserNamespacePods.From(First + 100, 10), new Cri.IDMapping { ContainerId = 1000, HostId = First, Length = 10 } },
            GidMappings = { UserNamespacePods.From(First, 10) },
        };

        var output = await pod.RunAsync(Configs.Script(Node, "cd /volume; stat -c %u:%g .; touch root && stat -c %u:%g root").With(config => config.Mounts.Add(mount)));

        Assert.Equal("100:0\n0:0\n", output.Succeeded());
        Assert.Equal("1000:0\n", HostProgram.Run("stat", "-c", "%u:%g", volume + "/root"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Unmapped_IsNobodysButReadable_WhereverItIs(string handler)
    {
        var parent = Volume();
        HostProgram.Run("chmod", "0700", parent);
        var volume = Directory.CreateDirectory(Path.Combine(parent, "volume")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "file"), "readable\n");
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, "stat -c %u:%g /volume; cat /volume/file; touch /volume/x 2>/dev/null || echo refused")
            .With(config => config.Mounts.Add(new Cri.Mount { HostPath = volume, ContainerPath = "/volume" })));

        Assert.Equal("65534:65534\nreadable\nrefused\n", output.Succeeded());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task FileBehindALink_ReadOnly(string handler)
    {
        var volume = Volume();
        await File.WriteAllTextAsync(Path.Combine(volume, "file"), "of the node\n");
        File.CreateSymbolicLink(Path.Combine(volume, "link"), "file");
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(Node, "cat /etc/one; stat -c %u /etc/one; echo x 2>/dev/null >>/etc/one || echo refused").With(config =>
        {
            var mount = Mapped(Path.Combine(volume, "link"), First);
            mount.ContainerPath = "/etc/one";
            mount.Readonly = true;
            config.Mounts.Add(mount);
        }));

        Assert.Equal("of the node\n0\nrefused\n", output.Succeeded());
    }

    [Theory]
    [InlineData("crun", Cri.MountPropagation.PropagationPrivate, "absent")]
    [InlineData("runc", Cri.MountPropagation.PropagationPrivate, "absent")]
    [InlineData("crun", Cri.MountPropagation.PropagationHostToContainer, "present")]
    [InlineData("runc", Cri.MountPropagation.PropagationHostToContainer, "present")]
    public async Task Propagation_FromTheHost_AndNothingOfTheHostsIsUnmounted(string handler, Cri.MountPropagation propagation, string expected)
    {
        var volume = Volume();
        HostProgram.Run("mount", "-t", "tmpfs", "crtest", volume);
        HostProgram.Run("mount", "--make-rshared", volume);
        try
        {
            var below = Directory.CreateDirectory(Path.Combine(volume, "below")).FullName;
            HostProgram.Run("mount", "-t", "tmpfs", "crtest", below);
            await File.WriteAllTextAsync(Path.Combine(below, "file"), "below\n");
            await using (var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler))
            {
                var mount = Mapped(volume, First);
                mount.Propagation = propagation;
                var container = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(config => config.Mounts.Add(mount)));
                HostProgram.Run("mount", "-t", "tmpfs", "crtest", Directory.CreateDirectory(Path.Combine(volume, "later")).FullName);

                var output = await container.ExecAsync(
                    "sh", "-c", "cat /volume/below/file; stat -c %u /volume/below/file; grep -q ' /volume/later ' /proc/self/mountinfo && echo present || echo absent");
                Assert.Equal($"below\n0\n{expected}\n", output.Succeeded());
            }

            Assert.Equal([below, volume + "/later"], MountTable.Below(volume));
        }
        finally
        {
            HostProgram.Run("umount", "--recursive", volume);
        }
    }

    [Fact]
    public async Task FileSystemThatCannot_IsNamedAndNothingIsMounted()
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First));
        var container = await pod.CreateAsync(Configs.Running(Node, "true").With(config => config.Mounts.Add(Mapped("/proc/sys", First))));

        var failure = await Failures.ExpectAsync("map ids of /proc/sys: the kernel cannot map those of proc at /proc",
            () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));

        Assert.Contains("start container", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("StartError", (await container.StatusAsync()).Reason);
        Assert.DoesNotContain(MountTable.Below(Node.Directories.Run), point => point.Contains(container.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutAUserNamespace_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").With(container => container.Mounts.Add(Mapped(Volume(), First)));

        var message = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));

        Assert.Contains("mounts[0].uidMappings", message, StringComparison.Ordinal);
    }

    private string Volume() => Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, Guid.NewGuid().ToString("n"))).FullName;

    private static Cri.Mount Mapped(string volume, uint hostId) => new()
    {
        HostPath = volume,
        ContainerPath = "/volume",
        UidMappings = { UserNamespacePods.From(hostId) },
        GidMappings = { UserNamespacePods.From(hostId) },
    };
}
