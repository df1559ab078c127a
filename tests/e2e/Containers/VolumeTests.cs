using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Tests that mount something into containers, under each of the OCI runtimes.</summary>
public abstract class VolumeTests(NodeFixture fixture) : NodeTests(fixture)
{
    public static TheoryData<string> Handlers { get; } = ["crun", "runc"];

    /// <summary>A new directory on the host.</summary>
    protected string Volume() => Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>The same, a mount of its own with this propagation; to be given to <see cref="Unmount"/>.</summary>
    protected string MountedVolume(string propagation)
    {
        var volume = Volume();
        Mount("-t", "tmpfs", "crtest", volume);
        Mount("--make-r" + propagation, volume);
        return volume;
    }

    /// <summary>What a script in a new container with these mounts wrote.</summary>
    protected Task<string> RunAsync(string script, params Cri.Mount[] mounts) => RunAsync("", script, mounts);

    /// <inheritdoc cref="RunAsync(string,Cri.Mount[])"/>
    protected async Task<string> RunAsync(string handler, string script, Cri.Mount[] mounts, Action<Cri.ContainerConfig>? change = null)
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node), handler);
        var config = Configs.Script(Node, script).With(container => container.Mounts.Add(mounts)).With(change ?? (_ => { }));
        return (await pod.RunAsync(config)).Succeeded();
    }

    /// <summary>A pod whose containers may be privileged.</summary>
    protected Task<TestPod> RunPrivilegedPodAsync(string handler) =>
        Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config => config.Linux.SecurityContext.Privileged = true), handler);

    /// <summary>Puts an image of the test's own on the node, gives its id to the test, and removes it.</summary>
    protected async Task WithImageAsync(BuiltImage image, Func<string, Task> use)
    {
        var repository = $"volume-{Guid.NewGuid():n}";
        await Node.Host.Publisher.PushAsync(image, repository, "latest");
        var id = await Node.PullAsync($"{Node.Host.Plain.Address}/{repository}:latest");
        try
        {
            await use(id);
        }
        finally
        {
            await Node.Images.RemoveImageAsync(new() { Image = new() { Image = id } });
        }
    }

    protected static void Mount(params string[] arguments) => Run("mount", arguments);

    protected static void Unmount(string volume) => Run("umount", ["--recursive", volume]);

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
