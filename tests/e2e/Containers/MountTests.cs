using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Host files and directories in a container.</summary>
public sealed class MountTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Theory]
    [InlineData(false, "written")]
    [InlineData(true, "refused")]
    public async Task Directory_ReadOnlyOrNot(bool readOnly, string expected)
    {
        var volume = Volume();

        var output = await RunAsync("touch /volume/file 2>/dev/null && echo written || echo refused",
            new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Readonly = readOnly });

        Assert.Equal(expected + "\n", output);
        Assert.Equal(!readOnly, File.Exists(Path.Combine(volume, "file")));
    }

    [Fact]
    public async Task SingleFile_OverOneOfTheImage()
    {
        var file = Path.Combine(Volume(), "hosts");
        await File.WriteAllTextAsync(file, "of the volume\n");

        Assert.Equal("of the volume\n", await RunAsync("cat /etc/hosts", new Cri.Mount { HostPath = file, ContainerPath = "/etc/hosts" }));
    }

    [Fact]
    public async Task Source_ThatIsALink_IsFollowed()
    {
        var volume = Volume();
        Directory.CreateDirectory(Path.Combine(volume, "target"));
        await File.WriteAllTextAsync(Path.Combine(volume, "target", "file"), "behind the link\n");
        File.CreateSymbolicLink(Path.Combine(volume, "link"), "target");

        Assert.Equal("behind the link\n", await RunAsync("cat /volume/file",
            new Cri.Mount { HostPath = Path.Combine(volume, "link"), ContainerPath = "/volume" }));
    }

    [Fact]
    public async Task Nested_ShallowFirstWhateverTheOrder()
    {
        var (outer, inner) = (Volume(), Volume());
        await File.WriteAllTextAsync(Path.Combine(inner, "file"), "inner\n");

        Assert.Equal("inner\n", await RunAsync("cat /volume/deep/file",
            new Cri.Mount { HostPath = inner, ContainerPath = "/volume/deep" },
            new Cri.Mount { HostPath = outer, ContainerPath = "/volume" }));
    }

    [Theory]
    [InlineData(Cri.MountPropagation.PropagationPrivate, "absent")]
    [InlineData(Cri.MountPropagation.PropagationHostToContainer, "present")]
    public async Task Propagation_FromTheHost(Cri.MountPropagation propagation, string expected)
    {
        var volume = SharedVolume();
        try
        {
            await using var pod = await Node.RunPodAsync();
            var container = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(config => config.Mounts.Add(
                new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Propagation = propagation })));

            Mount("-t", "tmpfs", "crtest", Directory.CreateDirectory(Path.Combine(volume, "later")).FullName);

            var output = await container.ExecAsync("sh", "-c", "grep -q ' /volume/later ' /proc/self/mountinfo && echo present || echo absent");
            Assert.Equal(expected + "\n", output.Succeeded());
        }
        finally
        {
            Unmount(volume);
        }
    }

    [Fact]
    public async Task Propagation_ToTheHost()
    {
        var volume = SharedVolume();
        try
        {
            await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.Privileged = true));
            var config = Configs.Script(Node, "mkdir /volume/later && mount -t tmpfs crtest /volume/later").Secured(context => context.Privileged = true);
            config.Mounts.Add(new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Propagation = Cri.MountPropagation.PropagationBidirectional });

            (await pod.RunAsync(config)).Succeeded();

            Assert.Contains(volume + "/later", await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
        }
        finally
        {
            Unmount(volume);
        }
    }

    [Fact]
    public async Task Source_ThatIsNotThere_BecomesADirectory()
    {
        await using var pod = await Node.RunPodAsync();
        var missing = Path.Combine(Node.Directories.Volumes, "made-for-the-pod");
        var config = Configs.Script(Node, "echo kept > /volume/file")
            .With(container => container.Mounts.Add(new Cri.Mount { HostPath = missing, ContainerPath = "/volume" }));

        (await pod.RunAsync(config)).Succeeded();

        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(missing, "file")));
        Directory.Delete(missing, recursive: true);
    }

    private string Volume() => Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, Guid.NewGuid().ToString("n"))).FullName;

    // Propagation needs a shared mount to begin with.
    private string SharedVolume()
    {
        var volume = Volume();
        Mount("-t", "tmpfs", "crtest", volume);
        Mount("--make-rshared", volume);
        return volume;
    }

    private async Task<string> RunAsync(string script, params Cri.Mount[] mounts)
    {
        await using var pod = await Node.RunPodAsync();
        return (await pod.RunAsync(Configs.Script(Node, script).With(config => config.Mounts.Add(mounts)))).Succeeded();
    }

    private static void Mount(params string[] arguments) => Run("mount", arguments);

    private static void Unmount(string volume) => Run("umount", ["--recursive", volume]);

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
