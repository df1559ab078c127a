using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Images mounted beside a container's own (KEP-4639).</summary>
public sealed class ImageVolumeTests(NodeFixture fixture, TestHost host) : VolumeTests(fixture), IAsyncLifetime
{
    private const string Prefix = "ImageVolumeMountFailed: ";

    private string _layered = "";

    async ValueTask IAsyncLifetime.InitializeAsync() => _layered = await Node.PullAsync(host.Layered);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = _layered } });
        await DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Image_IsOneTreeToReadAndExecute(string handler)
    {
        const string Script = """
            cat /image/lower/replaced; ls /image/lower/removed 2>/dev/null || echo hidden; ls -A /image/opaque
            /image/bin/busybox echo executed
            touch /image/new 2>/dev/null || echo refused; echo x 2>/dev/null >/image/lower/kept || echo refused; cat /image/lower/kept
            """;

        Assert.Equal("newhidden\nabove\nexecuted\nrefused\nrefused\nkept", (await RunAsync(handler, Script, [Image()])).Trim());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Image_IsReadOnlyForThePrivilegedToo(string handler)
    {
        await using var pod = await RunPrivilegedPodAsync(handler);
        var config = Configs.Script(Node, "mount -o remount,rw /image 2>/dev/null; mount -o remount,rw,bind /image 2>/dev/null; touch /image/new 2>/dev/null || echo refused")
            .Secured(context => context.Privileged = true).With(container => container.Mounts.Add(Image()));

        Assert.Equal("refused\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("crun", "lower", "cat /image/kept", "kept")]
    [InlineData("runc", "lower", "cat /image/kept", "kept")]
    [InlineData("crun", "/lower/./kept", "cat /image", "kept")]
    [InlineData("crun", "lower/symbolic", "cat /image", "kept")]
    [InlineData("runc", "lower/symbolic", "cat /image", "kept")]
    public async Task SubPath_OfDirectoryFileOrLink_IsThatOnly(string handler, string subPath, string script, string expected) =>
        Assert.Equal(expected, (await RunAsync(handler, script, [Image(subPath.TrimStart('/'))])).Trim());

    [Theory]
    [InlineData("absolute")]
    [InlineData("climbing")]
    public async Task SubPath_ThroughALinkOutOfTheImage_StaysInside(string link)
    {
        var target = Volume();
        await File.WriteAllTextAsync(Path.Combine(target, "secret"), "of the host");
        var image = TestImages.OnBusybox(layer => layer
            .Link("absolute", target)
            .Link("climbing", "../../../../../../../../../.." + target)
            .Directory("var").Directory("var/tmp").File(target[1..] + "/secret", "of the image"));

        await WithImageAsync(image, async id => Assert.Equal(
            "of the image", (await RunAsync("", "cat /image", [Image(link + "/secret", id)])).Trim()));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("lower/kept/below-a-file")]
    [InlineData("lower/removed")]
    [InlineData("lower/null")]
    public async Task SubPath_ThatIsNoDirectoryOrFile_IsRefused(string subPath)
    {
        var message = await RefusedAsync(StatusCode.Unknown, Image(subPath));

        Assert.StartsWith(Prefix, message, StringComparison.Ordinal);
        Assert.Contains(subPath, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_ThatIsNotOnTheNode_IsRefused()
    {
        var message = await RefusedAsync(StatusCode.Unknown, Image(image: "registry.invalid/absent:1"));

        Assert.Equal(Prefix + "image registry.invalid/absent:1 is not on this node", message);
    }

    [Fact]
    public async Task Impossible_IsRefusedNamingTheField()
    {
        var (writable, both) = (Image(), Image());
        writable.Readonly = false;
        both.HostPath = "/tmp";

        Assert.Contains("mounts[0].readonly", await RefusedAsync(StatusCode.InvalidArgument, writable), StringComparison.Ordinal);
        Assert.Contains("mounts[0].host_path", await RefusedAsync(StatusCode.InvalidArgument, both), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_TellsTheImage()
    {
        await using var pod = await Node.RunPodAsync();
        var asked = Image(image: host.Layered);
        var container = await pod.CreateAsync(Configs.Running(Node, "true").With(config => config.Mounts.Add(asked)));

        var mount = Assert.Single((await container.StatusAsync()).Mounts);

        var image = (await Node.Images.ImageStatusAsync(new() { Image = new() { Image = _layered } })).Image;
        Assert.Equal(Assert.Single(image.RepoDigests), mount.Image.ImageRef);
        mount.Image.ImageRef = "";
        Assert.Equal(asked, mount);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task SameImage_ManyTimesAndAsTheRoot(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Of(_layered, "sh", "-c", "cat /one/kept /two/lower/kept /three /lower/kept; touch /one/new || echo refused; touch /lower/new && echo written")
            .With(container => container.Mounts.Add([At("/one", "lower"), At("/two", ""), At("/three", "lower/kept")]));

        Assert.Equal("keptkeptkeptkeptrefused\nwritten\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task ImageRemoved_StaysMountedUntilTheContainerGoes()
    {
        await using var pod = await Node.RunPodAsync();
        TestContainer? container = null;
        await WithImageAsync(TestImages.Unique("held"), async id =>
            container = await pod.CreateAsync(Configs.Running(Node, "cat", "/image/unique").With(config => config.Mounts.Add(Image(image: id)))));

        await container!.StartAsync();

        Assert.Equal(0, (await container.ExitAsync()).ExitCode);
        Assert.Equal("held", container.LogText("stdout").Trim());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task UserNamespace_SeesTheOwnersOfTheImage(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.MappedOnHostNetwork(Node, hostId: 500_000), handler);
        var config = Configs.Script(Node, "stat -c %u:%g /image/lower/kept /image/lower/owned; cat /image/lower/kept; echo; touch /image/new 2>/dev/null || echo refused")
            .With(container => container.Mounts.Add(Image()));

        Assert.Equal("0:0\n1000:2000\nkept\nrefused\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task MountOptions_HoldForImagesToo()
    {
        var mount = Image();
        mount.MountOptions.Add("noexec");

        Assert.Equal("refused\n", await RunAsync("/image/bin/busybox true 2>/dev/null || echo refused", mount));
    }

    [Fact]
    public async Task DaemonKilled_VolumeStaysAndGoesWithItsContainer()
    {
        await using var pod = await Node.RunPodAsync();
        var running = await pod.StartAsync(Configs.Running(Node, "sleep", "1000").With(config => config.Mounts.Add(Image())));
        var created = await pod.CreateAsync(Configs.Running(Node, "cat", "/image/lower/kept").With(config => config.Mounts.Add(Image())));

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();

        Assert.Equal("kept", (await running.ExecAsync("cat", "/image/lower/kept")).Succeeded());
        await created.StartAsync();
        Assert.Equal(0, (await created.ExitAsync()).ExitCode);
        await running.StopAsync();
        Assert.DoesNotContain(Leftovers.MountTable.Below(Node.Directories.Run), mount => mount.Contains("/volumes/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public async Task DaemonKilled_WhileMounting_LeavesNothing(int milliseconds)
    {
        await using var pod = await Node.RunPodAsync();
        var calls = Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(
            () => pod.CreateAsync(Configs.Running(Node, "true").With(config => config.Mounts.Add([Image(), At("/other", "lower")])))).AsTask()).ToList();
        await Task.Delay(milliseconds);
        await Node.EndDaemonAsync();
        await Task.WhenAll(calls);

        await Node.StartDaemonAsync();

        // What is there now belongs to containers that are listed.
        var listed = (await Node.Runtime.ListContainersAsync(new())).Containers.Select(container => container.Id).ToHashSet();
        var snapshots = Directory.GetDirectories(Path.Combine(Node.Directories.State, "snapshots")).Select(path => Path.GetFileName(path).Split('.')[0]);
        Assert.Empty(snapshots.Distinct().Except(listed));
        Assert.Equal(2 * listed.Count, Leftovers.MountTable.Below(Node.Directories.Run).Count(mount => mount.Contains("/volumes/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RuntimeDirectoryLost_AsByAReboot_ContainerIsRemovedAllTheSame()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync(Configs.Running(Node, "true").With(config => config.Mounts.Add(Image())));
        await Node.EndDaemonAsync();
        var bundle = Path.Combine(Node.Directories.Run, "containers", container.Id);
        await Leftovers.MountTable.UnmountAsync(bundle);
        Directory.Delete(bundle, recursive: true);

        await Node.StartDaemonAsync();
        await container.RemoveAsync();
    }

    private Cri.Mount Image(string subPath = "", string? image = null) => new()
    {
        ContainerPath = "/image",
        Image = new Cri.ImageSpec { Image = image ?? _layered },
        ImageSubPath = subPath,
        Readonly = true,
    };

    private Cri.Mount At(string path, string subPath)
    {
        var mount = Image(subPath);
        mount.ContainerPath = path;
        return mount;
    }

    private async Task<string> RefusedAsync(StatusCode code, Cri.Mount mount)
    {
        await using var pod = await Node.RunPodAsync();
        return await Failures.ExpectAsync(code, () => Node.Runtime.CreateContainerAsync(new()
        {
            PodSandboxId = pod.Id,
            Config = Configs.Running(Node, "true").With(config => config.Mounts.Add(mount)),
            SandboxConfig = pod.Config,
        }));
    }
}
