using System.Text.Json.Nodes;
using CriSharp.Tests.Cli.Fakes;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary><c>logs</c>, <c>exec</c>, <c>inspect</c>, <c>version</c>, <c>info</c>, <c>completion</c>, and usage errors.</summary>
public sealed class OtherVerbTests : VerbTests
{
    [Fact]
    public async Task Logs_OfContainer_GoToTheirStreams()
    {
        var web = AddWeb();
        web.Write("stdout", "one");
        web.Write("stderr", "two");

        Assert.Equal(0, await Shell.RunAsync("logs", "web"));

        Assert.Equal(("one\n", "two\n"), (Shell.Output, Shell.Error));
    }

    [Fact]
    public async Task Logs_TailAndTimestamps_Apply()
    {
        var web = AddWeb();
        web.Write("stdout", "one");
        web.Write("stdout", "two");

        await AssertPrintsAsync("2026-01-02T03:04:05.123456789Z two\n", "logs", "-t", "--tail", "1", "web");
    }

    [Fact]
    public async Task Logs_Follow_EndsWithTheContainer()
    {
        var web = AddWeb();
        web.Write("stdout", "one");
        var following = Shell.RunAsync("logs", "-f", "web");
        await Shell.OutputContainsAsync("one\n");
        web.Write("stdout", "two");
        web.End(0);

        Assert.Equal(0, await following);
        Assert.Equal("one\ntwo\n", Shell.Output);
    }

    [Fact]
    public async Task Logs_Follow_EndsWhenTheContainerIsRemoved()
    {
        var web = AddWeb();
        web.Write("stdout", "one");
        var following = Shell.RunAsync("logs", "-f", "web");
        await Shell.OutputContainsAsync("one\n");
        web.Remove();

        Assert.Equal(0, await following);
    }

    [Fact]
    public async Task Logs_FollowInterrupted_Is130()
    {
        var web = AddWeb();
        web.Write("stdout", "one");
        var following = Shell.RunAsync("logs", "-f", "web");
        await Shell.OutputContainsAsync("one\n");
        Shell.Interrupts.Raise();

        Assert.Equal(130, await following);
    }

    [Fact]
    public async Task Logs_NoFile_IsAnError()
    {
        AddWeb();

        await AssertFailsAsync(1, $"crisharp: logs web: there is no file {Daemon.Directory}/web.log", "logs", "web");
    }

    [Theory]
    [InlineData("logs", "--tail", "-1", "web")]
    [InlineData("logs", "--tail", "x", "web")]
    [InlineData("logs", "--since", "x", "web")]
    [InlineData("logs")]
    [InlineData("stop", "-t", "-1", "web")]
    [InlineData("exec", "web")]
    [InlineData("exec", "--timeout", "-1", "web", "true")]
    [InlineData("ps", "-o", "xml")]
    [InlineData("ps", "extra")]
    [InlineData("frobnicate")]
    [InlineData("logs", "--frob", "web")]
    [InlineData("rm", "-x", "web")]
    [InlineData("completion", "tcsh")]
    [InlineData("completion")]
    public async Task Usage_Wrong_Is2(params string[] args)
    {
        Assert.Equal(2, await Shell.RunAsync(args));
        Assert.StartsWith("crisharp: ", Shell.Error, StringComparison.Ordinal);
        Assert.Equal("", Shell.Output);
    }

    [Theory]
    [InlineData("exec", "web", "ls", "-t", "--timeout")]
    [InlineData("exec", "web", "--", "ls", "-t", "--timeout")]
    [InlineData("exec", "--", "web", "ls", "-t", "--timeout")]
    public async Task Exec_Command_KeepsItsOptions(params string[] args)
    {
        AddWeb();
        Runtime.OnExec = _ => new Cri.ExecSyncResponse { Stdout = ByteString.CopyFromUtf8("out"), Stderr = ByteString.CopyFromUtf8("err"), ExitCode = 7 };

        Assert.Equal(7, await Shell.RunAsync(args));

        Assert.Equal(("out", "err"), (Shell.Output, Shell.Error));
        Assert.Equal(["ls", "-t", "--timeout"], Runtime.Single<Cri.ExecSyncRequest>().Cmd);
    }

    [Fact]
    public async Task Exec_Timeout_Is124()
    {
        AddWeb();
        Runtime.Failures["ExecSyncRequest"] = new Status(StatusCode.DeadlineExceeded, "exec a: timed out");

        await AssertFailsAsync(124, "crisharp: exec web: the command was killed after 3 seconds", "exec", "--timeout", "3", "web", "sleep", "9");
        Assert.Equal(3, Runtime.Single<Cri.ExecSyncRequest>().Timeout);
    }

    [Theory]
    [InlineData("exec a: executable file `x` not found in $PATH: No such file or directory", 127)]
    [InlineData("exec a: permission denied", 126)]
    [InlineData("exec a: container is not running", 1)]
    public async Task Exec_Fails_ByCause(string detail, int exitCode)
    {
        AddWeb();
        Runtime.Failures["ExecSyncRequest"] = new Status(StatusCode.Unknown, detail);

        await AssertFailsAsync(exitCode, $"crisharp: {detail}", "exec", "web", "x");
    }

    [Fact]
    public async Task Exec_Interactive_IsRefused() =>
        await AssertFailsAsync(1, "crisharp: exec: interactive use (-i, -t) is not there yet", "exec", "-it", "web", "sh");

    [Theory]
    [InlineData("web", "CONTAINER_RUNNING", "spec")]
    [InlineData("front", "SANDBOX_READY", "network")]
    public async Task Inspect_ContainerOrPod_HasStatusAndInfo(string target, string state, string info)
    {
        AddWeb();

        Assert.Equal(0, await Shell.RunAsync("inspect", target));

        var answer = JsonNode.Parse(Shell.Output)!;
        Assert.Equal(state, (string?)answer["status"]!["state"]);
        Assert.IsType<JsonObject>(answer["info"]![info]);
    }

    [Theory]
    [InlineData("inspect", "busybox")]
    [InlineData("inspect", "aaaabb")]
    [InlineData("image", "inspect", "sha256:aaaa")]
    [InlineData("inspect", "--type", "image", "busybox")]
    public async Task Inspect_Image_HasItsConfig(params string[] args)
    {
        Daemon.Images.All.Add(FakeImages.Busybox());

        Assert.Equal(0, await Shell.RunAsync(args));

        Assert.Equal("1000", (string?)JsonNode.Parse(Shell.Output)!["info"]!["config"]!["User"]);
    }

    [Theory]
    [InlineData("crisharp: no such image: nope", "inspect", "nope")]
    [InlineData("crisharp: no such pod: web", "inspect", "--type", "pod", "web")]
    [InlineData("crisharp: no such container: front", "inspect", "--type", "container", "front")]
    public async Task Inspect_Nothing_IsAnError(string error, params string[] args)
    {
        AddWeb();

        await AssertFailsAsync(1, error, args);
    }

    [Fact]
    public async Task Version_Daemon_IsTold()
    {
        Assert.Equal(0, await Shell.RunAsync("version"));
        Assert.EndsWith("daemon: crisharp 9.9.9, CRI v1\n", Shell.Output, StringComparison.Ordinal);
        Assert.StartsWith("client: crisharp ", Shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Json_HasBoth()
    {
        await Shell.RunAsync("version", "-o", "json");

        Assert.Equal("9.9.9", (string?)JsonNode.Parse(Shell.Output)!["daemon"]!["runtimeVersion"]);
    }

    [Fact]
    public async Task Version_DaemonAway_TellsItsOwn()
    {
        using var shell = new FakeShell(null) { Environment = { ["CRISHARP_SOCKET"] = "/nonexistent/d.sock" } };

        Assert.Equal(1, await shell.RunAsync("version"));

        Assert.StartsWith("client: crisharp ", shell.Output, StringComparison.Ordinal);
        Assert.StartsWith("crisharp: connect /nonexistent/d.sock: no daemon there", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_Facts_AreTold()
    {
        Assert.Equal(0, await Shell.RunAsync("info"));
        Assert.Matches("(?m)^runtimes: +crun, runc\ndefault runtime: crun$", Shell.Output);
        Assert.Matches("(?m)^containers: +3, 1 running$", Shell.Output);
        Assert.Matches("(?m)^network: +not ready: no configuration in /etc/cni/net.d$", Shell.Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_Script_AsksThisCommand(string shell)
    {
        Assert.Equal(0, await Shell.RunAsync("completion", shell));
        Assert.Contains("[suggest:", Shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crisharp lo", "logs\n")]
    [InlineData("crisharp logs we", "web\n")]
    [InlineData("crisharp stop fro", "front\n")]
    [InlineData("crisharp rmi docker.io/library/busybox:l", "docker.io/library/busybox:latest\n")]
    [InlineData("crisharp run --pu", "--publish\n--pull\n")]
    [InlineData("crisharp ps -o j", "json\n")]
    public async Task Suggest_Word_IsCompletedFromTheDaemon(string line, string expected)
    {
        AddWeb();
        Daemon.Images.All.Add(FakeImages.Busybox());
        using var shell = new FakeShell(null) { Time = new StillTime(), Environment = { ["CRISHARP_SOCKET"] = Daemon.Socket } };

        Assert.Equal(0, await shell.RunAsync($"[suggest:{line.Length}]", line));

        Assert.Equal((expected, ""), (shell.Output, shell.Error));
    }

    [Fact]
    public async Task Suggest_DaemonAway_IsSilent()
    {
        using var shell = new FakeShell(null) { Environment = { ["CRISHARP_SOCKET"] = "/nonexistent/d.sock" } };

        await shell.RunAsync("[suggest:16]", "crisharp logs we");

        Assert.Equal(("", ""), (shell.Output.Trim(), shell.Error));
    }

    [Fact]
    public async Task NoVerb_IsHelp()
    {
        Assert.Equal(0, await Shell.RunAsync());
        Assert.Contains("Usage:", Shell.Output, StringComparison.Ordinal);
    }

    private FakeContainer AddWeb() =>
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"), logDirectory: Daemon.Directory.FullName);
}
