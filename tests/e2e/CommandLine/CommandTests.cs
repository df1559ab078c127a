using System.Text.Json;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.CommandLine;

/// <summary>The user's command against a real daemon.</summary>
public sealed class CommandTests(NodeFixture fixture, TestHost host) : NodeTests(fixture)
{
    [Fact]
    public async Task Run_PrintsTheOutput_AndReturnsTheExitCode()
    {
        var output = await RunAsync("run", "--rm", host.Busybox, "sh", "-c", "echo out; echo err >&2; exit 9");

        Assert.Equal(new Output(9, "out\n", "err\n"), output);
    }

    [Fact]
    public async Task Run_PullsWhatIsMissing()
    {
        var repository = $"command-{Guid.NewGuid():n}";
        await host.Publisher.PushAsync(TestImages.Unique("pulled"), repository, "tag");
        var reference = $"{host.Plain.Address}/{repository}:tag";

        var output = await RunAsync("run", "--rm", reference);
        (await RunAsync("rmi", reference)).Succeeded();

        Assert.Equal("pulled", output.Succeeded());
    }

    [Fact]
    public async Task Run_WithLimitsAndEnvironment()
    {
        var file = Leftovers.CgroupTrees.Hierarchies.Count == 1 ? "memory.max" : "memory/memory.limit_in_bytes";

        var output = await RunAsync("run", "--rm", "--memory", "64m", "-e", "MINE=yes", host.Busybox, "sh", "-c", $"echo $MINE; cat /sys/fs/cgroup/{file}");

        Assert.Equal("yes\n67108864\n", output.Succeeded());
    }

    [Fact]
    public async Task Detached_Ps_Exec_Logs_Stop_Rm()
    {
        (await RunAsync("run", "-d", "--name", "sleeper", host.Busybox, "sh", "-c", "echo started; exec sleep 1000")).Succeeded();

        Assert.Contains("sleeper", (await RunAsync("ps")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("sleeper", (await RunAsync("pods")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(new Output(4, "inside\n", ""), await RunAsync("exec", "sleeper", "sh", "-c", "echo inside; exit 4"));
        var logs = await Deadlines.UntilAsync(async () => (await RunAsync("logs", "sleeper")).Succeeded(), text => text.Length > 0);
        Assert.Equal("started\n", logs);
        Assert.NotEqual(0, (await RunAsync("rm", "sleeper")).ExitCode);
        (await RunAsync("stop", "-t", "0", "sleeper")).Succeeded();
        Assert.DoesNotContain("sleeper", (await RunAsync("ps")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("sleeper", (await RunAsync("ps", "-a")).Succeeded(), StringComparison.Ordinal);
        (await RunAsync("rm", "sleeper")).Succeeded();
        Assert.Empty((await Node.Runtime.ListPodSandboxAsync(new())).Items);
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("pods")]
    [InlineData("images")]
    [InlineData("info")]
    [InlineData("version")]
    public async Task Lists_AreJsonForPrograms(string verb)
    {
        using var json = JsonDocument.Parse((await RunAsync(verb, "-o", "json")).Succeeded());

        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ImageImport_OfALayout_CanBeRun(bool directory)
    {
        var path = Path.Combine(Node.Directories.Volumes, "layout-" + Guid.NewGuid().ToString("n"));
        var write = directory ? (Action<BuiltImage, string, string>)OciLayout.Write : OciLayout.WriteTar;
        write(TestImages.Unique("imported"), path, "docker.io/demo/imported:1");

        Assert.Contains("demo/imported:1", (await RunAsync("image", "import", path)).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("imported", (await RunAsync("run", "--rm", "demo/imported:1")).Succeeded());
        (await RunAsync("rmi", "demo/imported:1")).Succeeded();
    }

    [Fact]
    public async Task Run_OfNoSuchImage_FailsWithOneClearLine()
    {
        var output = await RunAsync("run", "--rm", $"{host.Plain.Address}/no-such-image:tag");

        Assert.Equal(125, output.ExitCode);
        Assert.Contains("no-such-image", output.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Run_OfWhatCannotBeRun_HasTheCodesOfAShell(string command, int exitCode)
    {
        var output = await RunAsync("run", "--rm", host.Busybox, command);

        Assert.Equal(exitCode, output.ExitCode);
        Assert.Contains(command, output.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutADaemon_SaysWhichSocket()
    {
        var output = await RunAsync("--socket", "/no/such.sock", "ps");

        Assert.Equal(1, output.ExitCode);
        Assert.Contains("/no/such.sock", output.Stderr, StringComparison.Ordinal);
    }

    private Task<Output> RunAsync(params string[] arguments) => Command.RunAsync(Node, arguments);
}
