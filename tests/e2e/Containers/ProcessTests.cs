using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Google.Protobuf;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>What the container's first process is: arguments, environment, directory, user, terminal; and what the image says about them.</summary>
public sealed class ProcessTests(NodeFixture fixture, TestHost host) : NodeTests(fixture), IAsyncLifetime
{
    private string _configured = "";

    async ValueTask IAsyncLifetime.InitializeAsync() => _configured = await Node.PullAsync(host.Configured);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = _configured } });
        await DisposeAsync();
    }

    [Theory]
    [InlineData("", "", "entry command")]
    [InlineData("", "mine", "entry mine")]
    [InlineData("/bin/echo", "", "")]
    [InlineData("/bin/echo", "mine", "mine")]
    public async Task Arguments_ReplaceTheImages(string command, string argument, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Of(_configured).With(container =>
        {
            container.Command.Add(Words(command));
            container.Args.Add(Words(argument));
        });

        Assert.Equal(expected + "\n", (await pod.RunAsync(config)).Succeeded());

        static string[] Words(string text) => text.Length == 0 ? [] : [text];
    }

    [Fact]
    public async Task Environment_OfTheImage_IsOverriddenByTheConfiguration()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Of(_configured, "sh", "-c", "echo $FROM_IMAGE $BOTH $MINE").With(container =>
        {
            container.Envs.Add(Variable("BOTH", "first"));
            container.Envs.Add(Variable("BOTH", "configuration"));
            container.Envs.Add(Variable("MINE", "a=b c"));
        });

        Assert.Equal("yes configuration a=b c\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Environment_BytesOfAnyText_ArriveUnchanged()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "printf %s \"$RAW\" | od -An -tx1").With(container =>
            container.Envs.Add(new Cri.KeyValue { Key = "RAW", Value = ByteString.CopyFrom(0xc3, 0xbc, 0x41, 0x0a, 0x01, 0x42) }));

        Assert.Equal("c3bc410a0142", (await pod.RunAsync(config)).Succeeded().Replace(" ", "", StringComparison.Ordinal).Trim());
    }

    // The OCI configuration is JSON, which has no way to say other bytes: better refused by name than changed in silence.
    [Fact]
    public async Task Environment_BytesOfNoText_AreRefusedByName()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").With(container =>
            container.Envs.Add(new Cri.KeyValue { Key = "RAW", Value = ByteString.CopyFrom(0xff, 0xfe) }));

        var failure = await Failures.ExpectAsync(
            "RAW", () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    [Theory]
    [InlineData("", "/work")]
    [InlineData("/tmp", "/tmp")]
    [InlineData("/made/for/it", "/made/for/it")]
    public async Task WorkingDirectory_IsTheConfiguredOrTheImages(string configured, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Of(_configured, "pwd").With(container => container.WorkingDir = configured);

        Assert.Equal(expected + "\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task ImageVolume_IsThereAndWritable()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Of(_configured, "sh", "-c", "touch /data/new && ls /data").Secured(context => context.RunAsUser = new() { Value = 0 });

        Assert.Contains("new", (await pod.RunAsync(config)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopSignal_OfTheImage_IsUsed()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Of(_configured, "sh", "-c", "trap 'exit 9' USR1; echo ready; while :; do sleep 0.1; done"));
        await container.LoggedAsync("ready");

        await container.StopAsync(timeout: 60);

        Assert.Equal((9, Cri.Signal.Sigusr1), ((await container.StatusAsync()).ExitCode, (await container.StatusAsync()).StopSignal));
    }

    [Fact]
    public async Task User_OfTheImage_WithItsGroups()
    {
        await using var pod = await Node.RunPodAsync();

        var output = await pod.RunAsync(Configs.Of(_configured, "sh", "-c", "echo $(id -u) $(id -g) $(id -G)"));

        Assert.Equal(Groups("1000 1000 1000 50 2000"), Groups(output.Succeeded()));
    }

    [Theory]
    [InlineData("app", null, null, "", false, "1000 1000 1000 50 2000")]
    [InlineData("", 1000L, null, "", false, "1000 1000 1000 50 2000")]
    [InlineData("", 1000L, 50L, "", false, "1000 50 50 2000")]
    [InlineData("", 4711L, null, "", false, "4711 0 0")]
    [InlineData("app", null, null, "3000", false, "1000 1000 1000 50 2000 3000")]
    [InlineData("app", null, null, "3000", true, "1000 1000 1000 3000")]
    [InlineData("", 4711L, 4712L, "4713 4714", false, "4711 4712 4712 4713 4714")]
    public async Task User_Configured(string name, long? uid, long? gid, string supplemental, bool strict, string expected)
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Script(Node, "echo $(id -u) $(id -g) $(id -G); exec sleep 1000").Secured(context =>
        {
            context.RunAsUsername = name;
            context.RunAsUser = uid is { } user ? new() { Value = user } : null;
            context.RunAsGroup = gid is { } group ? new() { Value = group } : null;
            context.SupplementalGroups.Add(supplemental.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse));
            context.SupplementalGroupsPolicy = strict ? Cri.SupplementalGroupsPolicy.Strict : Cri.SupplementalGroupsPolicy.Merge;
        }));
        await container.LoggedAsync(" ");

        Assert.Equal(Groups(expected), Groups(container.LogText("stdout")));
        var told = (await container.StatusAsync()).User.Linux;
        Assert.Equal((Groups(expected)[0], Groups(expected)[1]), (told.Uid, told.Gid));
    }

    [Fact]
    public async Task User_NotInTheImage_IsRefusedByName()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").Secured(context => context.RunAsUsername = "nobody-knows");

        await Failures.ExpectAsync("nobody-knows", () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
        Assert.Empty((await Node.Runtime.ListContainersAsync(new())).Containers);
    }

    [Fact]
    public async Task Group_WithoutAUser_IsRefused()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").Secured(context => context.RunAsGroup = new() { Value = 1 });

        await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));
    }

    [Fact]
    public async Task Terminal_IsATty_AndLogsToStdout()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "tty; echo to stderr >&2; test -t 1 && echo terminal").With(container => container.Tty = true);

        var output = await pod.RunAsync(config);

        Assert.Equal("", output.Stderr);
        Assert.Equal(["/dev/pts/0", "to stderr", "terminal"], output.Succeeded().Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Stdin_NotAskedFor_IsEmpty()
    {
        await using var pod = await Node.RunPodAsync();

        Assert.Equal("end\n", (await pod.RunAsync("sh", "-c", "cat; echo end")).Succeeded());
    }

    // uid, gid, then the set of all groups in any order.
    private static long[] Groups(string text)
    {
        var numbers = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
        return [.. numbers[..2], .. numbers[1..].Distinct().Order()];
    }

    private static Cri.KeyValue Variable(string key, string value) => new() { Key = key, Value = ByteString.CopyFromUtf8(value) };
}
