using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>The volumes that a container's own image declares.</summary>
public sealed class DeclaredVolumeTests(NodeFixture fixture) : VolumeTests(fixture)
{
    private static readonly BuiltImage Declaring = TestImages.OnBusybox(
        layer => layer
            .Directory("data", 0b111_101_000, uid: 1000, gid: 2000).File("data/seed", "seed", uid: 1000, gid: 2000)
            .Directory("run").Link("linked", "/run").Directory("run/climbed").Link("climbing", "../../../../run/climbed")
            .File("file", "of the image"),
        new ImageSettings
        {
            Env = ["PATH=/bin"],
            Volumes = new()
            {
                ["/data"] = new(),
                ["/made/below"] = new(),
                ["/linked/inside"] = new(),
                ["/climbing"] = new(),
                ["/file"] = new(),
            },
        });

    [Theory]
    [InlineData("crun", false)]
    [InlineData("runc", false)]
    [InlineData("crun", true)]
    [InlineData("runc", true)]
    public Task Volumes_AreWritableWithTheImagesContent(string handler, bool isReadonly) => WithImageAsync(Declaring, async image =>
    {
        const string Script = """
            cat /data/seed; echo; stat -c '%u:%g %a' /data
            for path in /data /made/below /linked/inside /run/inside /climbing; do echo new >$path/new && cat $path/new; done
            echo new >/file; cat /file
            touch /elsewhere 2>/dev/null && echo root is written || echo root is refused
            """;
        var expected = $"seed\n1000:2000 750\n{string.Concat(Enumerable.Repeat("new\n", 6))}{(isReadonly ? "root is refused" : "root is written")}\n";
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);

        // A second one: what the first has written is gone with it.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var config = Configs.Of(image, "sh", "-c", "ls -A /data; " + Script).Secured(context => context.ReadonlyRootfs = isReadonly);
            Assert.Equal("seed\n" + expected, (await pod.RunAsync(config)).Succeeded());
        }
    });

    [Theory]
    [MemberData(nameof(Handlers))]
    public Task UserNamespace_VolumesAreItsOwn(string handler) => WithImageAsync(Declaring, async image =>
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.MappedOnHostNetwork(Node, hostId: 600_000), handler);
        var config = Configs.Of(image, "sh", "-c", "stat -c %u:%g /data /made/below; echo new >/made/below/new && cat /made/below/new; cat /data/seed")
            .Secured(context => context.ReadonlyRootfs = true);

        Assert.Equal("1000:2000\n0:0\nnew\nseed", (await pod.RunAsync(config)).Succeeded().Trim());
    });

    [Theory]
    [InlineData("crun", "/data", "/data")]
    [InlineData("runc", "/data", "/data")]
    [InlineData("crun", "/data/", "/data")]
    [InlineData("crun", "/made", "/made")]
    [InlineData("runc", "/made", "/made")]
    [InlineData("crun", "/file", "")]
    public Task MountOfThePod_AtOrAboveIt_Wins(string handler, string path, string listed) => WithImageAsync(Declaring, async image =>
    {
        var volume = Volume();
        var isFile = listed.Length == 0;
        var source = isFile ? Path.Combine(volume, "theirs") : volume;
        await File.WriteAllTextAsync(Path.Combine(volume, "theirs"), "theirs");
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Of(image, "sh", "-c", isFile ? $"cat {path}" : $"ls -A {listed}").Secured(context => context.ReadonlyRootfs = true)
            .With(container => container.Mounts.Add(new Cri.Mount { HostPath = source, ContainerPath = path }));

        Assert.Equal("theirs", (await pod.RunAsync(config)).Succeeded().Trim());
        Assert.Equal(["theirs"], Directory.GetFileSystemEntries(volume).Select(Path.GetFileName));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VolumeBehindALinkToTheHost_StaysInTheContainer(bool isReadonly)
    {
        var target = Volume();
        var image = TestImages.OnBusybox(
            layer => layer.Link("absolute", target).Link("climbing", "../../../../../../../.." + target),
            new ImageSettings { Env = ["PATH=/bin"], Volumes = new() { ["/absolute/made"] = new(), ["/climbing/made"] = new() } });

        await WithImageAsync(image, async id =>
        {
            await using var pod = await Node.RunPodAsync();
            var created = await pod.CreateAsync(Configs.Of(id, "sh", "-c", "true").Secured(context => context.ReadonlyRootfs = isReadonly));
            await Record.ExceptionAsync(created.StartAsync);
        });

        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    [Fact]
    public Task DaemonKilled_VolumesStay() => WithImageAsync(Declaring, async image =>
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Of(image, "sleep", "1000").Secured(context => context.ReadonlyRootfs = true));

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();

        Assert.Equal("seed", (await container.ExecAsync("cat", "/data/seed")).Succeeded());
    });
}
