using System.Text;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;
using Google.Protobuf;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Who the first process is, by what the image says; seen from inside, with both OCI runtimes.</summary>
public sealed class IdentityTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const int GroupWritable = 0b110_110_100;

    private static readonly string[] Handlers = ["crun", "runc"];

    public static TheoryData<string> HandlerNames => [.. Handlers];

    [Theory]
    [InlineData("", "0 0 0")]
    [InlineData("app", "1000 1000 1000 50 2000")]
    [InlineData("1000", "1000 1000 1000 50 2000")]
    [InlineData("app:extra", "1000 2000 2000 50")]
    [InlineData("app:50", "1000 50 50 2000")]
    [InlineData("1000:staff", "1000 50 50 2000")]
    [InlineData("1000:4712", "1000 4712 4712 50 2000")]
    [InlineData("4711", "4711 0 0")]
    [InlineData("4711:4712", "4711 4712 4712")]
    [InlineData("4711:staff", "4711 50 50")]
    public async Task User_OfTheImage_InEveryForm(string user, string expected)
    {
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings { User = user }, new LayerBuilder()));
        foreach (var handler in Handlers)
        {
            await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
            var output = await pod.RunAsync(Configs.Of(image.Id, "sh", "-c", "echo $(id -u) $(id -g) $(id -G)"));

            Assert.Equal(Groups(expected), Groups(output.Succeeded()));
        }
    }

    [Theory]
    [InlineData("nobody-knows")]
    [InlineData("app:nobody-knows")]
    [InlineData("4294967295")]
    [InlineData("-1")]
    [InlineData("+5")]
    public async Task User_OfTheImageThatIsNone_IsRefused(string user)
    {
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings { User = user }, new LayerBuilder()));
        await using var pod = await Node.RunPodAsync();

        await Failures.ExpectAsync("User", () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = pod.Id, Config = Configs.Of(image.Id, "true"), SandboxConfig = pod.Config }));
    }

    [Fact]
    public async Task Accounts_BehindALink_AreFoundInsideTheImage()
    {
        var layer = new LayerBuilder().Directory("other").File("other/passwd", "inside:x:77:88::/in:/bin/sh\n").Link("etc/passwd", "/other/passwd");
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings { User = "inside" }, layer));
        await using var pod = await Node.RunPodAsync();

        Assert.Equal("77 88 /in\n", (await pod.RunAsync(Configs.Of(image.Id, "sh", "-c", "echo $(id -u) $(id -g) $HOME"))).Succeeded());
    }

    // "daemon" is in the node's file, and nowhere in the image.
    [Theory]
    [InlineData("../../../../../../../../../../etc/passwd")]
    [InlineData("/proc/1/root/etc/passwd")]
    [InlineData("/proc/self/cwd/../../etc/passwd")]
    public async Task Accounts_BehindALinkOutOfTheImage_AreNotTheNodes(string target)
    {
        var layer = new LayerBuilder().Link("etc/passwd", target);
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings(), layer));
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Of(image.Id, "true").Secured(context => context.RunAsUsername = "daemon");

        await Failures.ExpectAsync("passwd", () => Node.Runtime.CreateContainerAsync(
            new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    [Theory]
    [MemberData(nameof(HandlerNames))]
    public async Task Stranger_HasANameAndAHome(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "id -un; echo $HOME; tail -n 1 /etc/passwd; head -n 1 /etc/passwd").Secured(context =>
        {
            context.RunAsUser = new() { Value = 4711 };
            context.ReadonlyRootfs = true;
        });

        Assert.Equal("4711\n/\n4711:*:4711:0::/:/sbin/nologin\nroot:x:0:0:root:/root:/bin/sh\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Stranger_WithAHomeOfHisOwn_MakesNoUser()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "wc -l </etc/passwd; tail -n 1 /etc/passwd").Secured(context => context.RunAsUser = new() { Value = 4711 });
        config.Envs.Add(new Cri.KeyValue { Key = "HOME", Value = ByteString.CopyFromUtf8("/x\nroot2::0:0::/:/bin/sh") });

        Assert.Equal("3\n4711:*:4711:0::/:/sbin/nologin\n", (await pod.RunAsync(config)).Succeeded());
    }

    // Images for any user make the file writable to group 0 and add a line themselves.
    [Fact]
    public async Task Stranger_CanStillWriteWhatTheImageLetsHim()
    {
        var layer = new LayerBuilder().Program("etc/passwd", Encoding.UTF8.GetBytes("root:x:0:0::/root:/bin/sh"), GroupWritable);
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings { User = "4711" }, layer));
        await using var pod = await Node.RunPodAsync();

        Assert.Equal(
            "664\nroot:x:0:0::/root:/bin/sh\n4711:*:4711:0::/:/sbin/nologin\nme:x:4711:0::/tmp:/bin/sh\n",
            (await pod.RunAsync(Configs.Of(
                image.Id, "sh", "-c", "stat -c %a /etc/passwd; echo me:x:4711:0::/tmp:/bin/sh >>/etc/passwd; cat /etc/passwd"))).Succeeded());
    }

    [Fact]
    public async Task Stranger_InAnImageWithoutAccounts_HasNoFile()
    {
        var layer = new LayerBuilder().Whiteout("etc", "passwd");
        await using var image = await PulledImage.PullAsync(Node, TestImages.BusyboxWith(new ImageSettings { User = "4711" }, layer));
        await using var pod = await Node.RunPodAsync();

        Assert.Equal("none\n", (await pod.RunAsync(Configs.Of(image.Id, "sh", "-c", "test -e /etc/passwd || echo none"))).Succeeded());
    }

    // uid, gid, then the set of all groups in any order.
    private static long[] Groups(string text)
    {
        var numbers = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
        return [.. numbers[..2], .. numbers[1..].Distinct().Order()];
    }
}
