using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Images;

/// <summary>What a container sees of its image's layers, and what hostile layers do not reach.</summary>
public sealed class ImageContentTests(NodeFixture fixture, TestHost host) : NodeTests(fixture), IAsyncLifetime
{
    private string _layered = "";

    async ValueTask IAsyncLifetime.InitializeAsync() => _layered = await Node.PullAsync(host.Layered);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = _layered } });
        await DisposeAsync();
    }

    [Theory]
    [InlineData("cat /lower/replaced", "new")]
    [InlineData("cat /lower/kept /lower/symbolic", "keptkept")]
    [InlineData("ls /lower/removed 2>/dev/null || echo hidden", "hidden")]
    [InlineData("ls -A /opaque", "above")]
    [InlineData("cat /upper/new", "new")]
    [InlineData("find / -xdev -name '.wh.*'", "")]
    [InlineData("stat -c %h /lower/linked", "2")]
    [InlineData("stat -c '%a %F' /lower/setuid", "4755 regular file")]
    [InlineData("stat -c '%u:%g' /lower/owned", "1000:2000")]
    [InlineData("stat -c '%F %t:%T' /lower/null", "character special file 1:3")]
    [InlineData("stat -c %a /tmp", "1777")]
    [InlineData("stat -c %Y /lower/kept", "0")]
    public async Task Layers_AreOneTree(string script, string expected)
    {
        await using var pod = await Node.RunPodAsync();

        Assert.Equal(expected, (await pod.RunAsync(Configs.Of(_layered, "sh", "-c", script))).Succeeded().Trim());
    }

    [Fact]
    public async Task WritableLayer_IsTheContainersOwn()
    {
        await using var pod = await Node.RunPodAsync();
        var writer = await pod.StartAsync(Configs.Of(_layered, "sh", "-c", "echo changed >/lower/kept; rm /upper/new; exec sleep 1000"));
        await writer.ExecAsync("sh", "-c", "while test -e /upper/new; do :; done");

        Assert.Equal("kept", (await pod.RunAsync(Configs.Of(_layered, "cat", "/lower/kept"))).Succeeded());
    }

    [Fact]
    public async Task Layers_AreStoredOnce_ForAllImagesAndContainers()
    {
        await using var pod = await Node.RunPodAsync();
        await using var otherPod = await Node.RunPodAsync();
        var busybox = await pod.StartAsync(Configs.Running(Node, "sleep", "1000"));
        var layered = await otherPod.StartAsync(Configs.Of(_layered, "sleep", "1000"));

        // Both images begin with the same layer: the file system below is one directory, and its files one inode.
        var lowest = await Task.WhenAll(new[] { busybox, layered }.Select(async container => (await container.ExecAsync("stat", "-c", "%i", "/bin/busybox")).Succeeded()));

        Assert.Single(lowest.Distinct());
        Assert.Equal(1, Directory.EnumerateFiles(Node.Directories.State, "busybox", Everywhere).Count(file => new FileInfo(file).LinkTarget is null));
    }

    [Theory]
    [InlineData("parent", "../../../escaped")]
    [InlineData("absolute", "/escaped")]
    public async Task Entry_ThatClimbsOut_DoesNotReachTheHost(string repository, string path)
    {
        await PullHostileAsync("climb-" + repository, layer => layer.File(path, "hostile"));

        Assert.False(File.Exists("/escaped"));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(Node.Directories.State)!, "escaped", SearchOption.TopDirectoryOnly));
    }

    [Fact]
    public async Task Link_ThatClimbsOut_IsNotFollowedWhenUnpacking()
    {
        var target = Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, "target-" + Guid.NewGuid().ToString("n"))).FullName;

        await PullHostileAsync("climb-link", layer => layer.Link("out", target).File("out/escaped", "hostile"));
        await PullHostileAsync("climb-hard", layer => layer.HardLink("passwd", "../../../../../../../../../../etc/passwd"));

        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };

    // Refused or contained: both are right, as long as nothing outside is touched.
    private async Task PullHostileAsync(string repository, Action<LayerBuilder> hostile)
    {
        await host.Publisher.PushAsync(TestImages.Escaping(hostile), repository, "latest");
        var name = new Cri.ImageSpec { Image = $"{host.Plain.Address}/{repository}:latest" };
        var failure = await Record.ExceptionAsync(async () => await Node.Images.PullImageAsync(new() { Image = name }));
        Assert.True(failure is null or RpcException, failure?.ToString());
        await Node.Images.RemoveImageAsync(new() { Image = name });
    }
}
