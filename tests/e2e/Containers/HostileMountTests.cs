using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Images that have links to the host where mounts are to go.</summary>
public sealed class HostileMountTests(NodeFixture fixture) : VolumeTests(fixture)
{
    [Theory]
    [InlineData("crun", "/absolute")]
    [InlineData("runc", "/absolute")]
    [InlineData("crun", "/absolute/below")]
    [InlineData("runc", "/absolute/below")]
    [InlineData("crun", "/climbing")]
    [InlineData("runc", "/climbing")]
    [InlineData("crun", "/climbing/below")]
    [InlineData("runc", "/climbing/below")]
    [InlineData("crun", "/chain/a/b")]
    [InlineData("runc", "/chain/a/b")]
    [InlineData("crun", "/process/root/below")]
    [InlineData("runc", "/process/root/below")]
    public async Task Destination_BehindALinkToTheHost_StaysInTheContainer(string handler, string path)
    {
        var (target, volume) = (await OfTheHostAsync(), Volume());
        await File.WriteAllTextAsync(Path.Combine(volume, "file"), "mounted\n");

        var seen = await RunHostileAsync(handler, target, $"cat {path}/file", new Cri.Mount { HostPath = volume, ContainerPath = path });

        // Inside, or refused; never outside.
        Assert.Contains(seen, (string[])["mounted\n", "refused\n"]);
        await AssertUntouchedAsync(target);
    }

    [Theory]
    [InlineData("crun", "etc")]
    [InlineData("runc", "etc")]
    [InlineData("crun", "etc/hosts")]
    [InlineData("runc", "etc/hosts")]
    [InlineData("crun", "dev")]
    [InlineData("runc", "dev")]
    [InlineData("crun", "dev/shm")]
    [InlineData("runc", "dev/shm")]
    [InlineData("crun", "proc")]
    [InlineData("runc", "proc")]
    [InlineData("crun", "sys")]
    [InlineData("runc", "sys")]
    public async Task OurOwnMounts_OverALinkToTheHost_StayInTheContainer(string handler, string link)
    {
        var target = await OfTheHostAsync();
        var image = BuiltImage.Of(
            new ImageSettings { Env = ["PATH=/bin"] },
            (HostileLayer(link, link.EndsWith("hosts", StringComparison.Ordinal) ? target + "/hosts" : target), LayerCompression.Gzip));

        await WithImageAsync(image, async id =>
        {
            await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
            await Record.ExceptionAsync(() => pod.RunAsync(Configs.Of(id, "/bin/busybox", "sh", "-c", "echo changed >/etc/hosts; echo changed >/dev/shm/new")));
        });

        await AssertUntouchedAsync(target);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task DevOfTheImage_ThatIsALink_IsRefusedByName(string handler)
    {
        var image = BuiltImage.Of(new ImageSettings { Env = ["PATH=/bin"] }, (HostileLayer("dev", "/tmp"), LayerCompression.Gzip));

        await WithImageAsync(image, async id =>
        {
            await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
            var container = await pod.CreateAsync(Configs.Of(id, "/bin/busybox", "true"));
            await Failures.ExpectAsync("/dev of the image is no directory", () => Node.Runtime.StartContainerAsync(new() { ContainerId = container.Id }));
        });
    }

    private async Task<string> RunHostileAsync(string handler, string target, string script, Cri.Mount mount)
    {
        var image = TestImages.OnBusybox(layer => layer
            .Link("absolute", target)
            .Link("climbing", "../../../../../../../../../../.." + target)
            .Directory("chain").Link("chain/a", "../hop").Link("hop", target)
            .Link("process", "/proc/1"));
        var seen = "";
        await WithImageAsync(image, async id =>
        {
            await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
            var config = Configs.Of(id, "sh", "-c", script).With(container => container.Mounts.Add(mount));
            var refusal = await Record.ExceptionAsync(async () => seen = (await pod.RunAsync(config)).Succeeded());
            seen = refusal is RpcException ? "refused\n" : refusal is null ? seen : throw refusal;
        });
        return seen;
    }

    private static byte[] HostileLayer(string link, string target)
    {
        var layer = new LayerBuilder().Directory("bin").Program("bin/busybox", File.ReadAllBytes("/bin/busybox"));
        var parent = Path.GetDirectoryName(link)!;
        return (parent.Length > 0 ? layer.Directory(parent) : layer).Link(link, target).ToTar();
    }

    private async Task<string> OfTheHostAsync()
    {
        var target = Volume();
        await File.WriteAllTextAsync(Path.Combine(target, "hosts"), "of the host");
        return target;
    }

    private static async Task AssertUntouchedAsync(string target)
    {
        Assert.Equal(["hosts"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal("of the host", await File.ReadAllTextAsync(Path.Combine(target, "hosts")));
        Assert.Empty(MountTable.Below(target));
        Assert.DoesNotContain($" {target} ", await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
    }
}
