using System.Diagnostics;
using CriSharp.Tests.Cli.Fakes;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary>The command as a process: real signals, real pipes, a real shell that completes.</summary>
public sealed class ProcessTests : VerbTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "crisharp");

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_Signalled_StopsTheContainer(string signal)
    {
        Daemon.Images.All.Add(FakeImages.Busybox());
        Runtime.Program = async container =>
        {
            container.Write("stdout", "up");
            await container.Stopped.Task;
            container.Write("stdout", "down");
            return 42;
        };
        using var process = Start(Program, "run", "--rm", "busybox");
        Assert.Equal("up", await process.StandardOutput.ReadLineAsync(Cancelled));

        using var kill = Start("kill", $"-{signal}", $"{process.Id}");
        await process.WaitForExitAsync(Cancelled);

        Assert.Equal(42, process.ExitCode);
        Assert.Equal("down", await process.StandardOutput.ReadLineAsync(Cancelled));
        Assert.Empty(Runtime.Pods);
    }

    [Fact]
    public async Task Pull_Interrupted_IsCancelled()
    {
        Daemon.Node.PullCancelled = new TaskCompletionSource();
        using var process = Start(Program, "pull", "busybox");
        while (await process.StandardError.ReadLineAsync(Cancelled) is { } line && !line.Contains("downloading", StringComparison.Ordinal))
        {
        }

        using var kill = Start("kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync(Cancelled);

        Assert.Equal(130, process.ExitCode);
        await Daemon.Node.PullCancelled.Task;
    }

    [Fact]
    public async Task Logs_ReaderGone_Ends()
    {
        var container = Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"), logDirectory: Daemon.Directory.FullName);
        container.Write("stdout", "one");
        using var process = Start(Program, "logs", "-f", "web");
        Assert.Equal("one", await process.StandardOutput.ReadLineAsync(Cancelled));

        process.StandardOutput.Close();
        container.Write("stdout", "two");
        await process.WaitForExitAsync(Cancelled);

        Assert.Equal(141, process.ExitCode);
    }

    [Fact]
    public async Task Output_ToAFile_IsAppended()
    {
        var file = Path.Combine(Daemon.Directory.FullName, "out");

        using var shell = Start("bash", "-c", $"(echo before; '{Program}' pods; echo after) >'{file}'");
        await shell.WaitForExitAsync(Cancelled);

        Assert.Equal("before\nPOD ID  NAME  NAMESPACE  STATE  IP  CREATED\nafter\n", await File.ReadAllTextAsync(file, Cancelled));
    }

    [Theory]
    [InlineData("crisharp logs we", "web web-2", "web\nother\nweb-2")]
    [InlineData("crisharp logs ", "a b", "a\nb")]
    [InlineData("crisharp rmi docker.io/library/busybox:l", "latest", "docker.io/library/busybox:latest\ndocker.io/library/busybox:1")]
    [InlineData("crisharp rmi nothing", "", "docker.io/library/busybox:latest")]
    public async Task Completion_InBash_CompletesTheWord(string line, string expected, string answers)
    {
        Assert.Equal(0, await Shell.RunAsync("completion", "bash"));
        var script = $$"""
            crisharp() { [ "$1" = "[suggest:{{line.Length}}]" ] && [ "$2" = "{{line}}" ] && printf '%s\n' "$ANSWERS"; }
            {{Shell.Output}}
            COMP_LINE="./bin/{{line}} after the cursor"
            COMP_POINT=$(({{line.Length}} + 6))
            _crisharp
            echo "${COMPREPLY[*]}"
            """;
        using var bash = Start("env", $"ANSWERS={answers}", "bash", "-c", script);
        var output = await bash.StandardOutput.ReadToEndAsync(Cancelled);
        await bash.WaitForExitAsync(Cancelled);

        Assert.Equal(expected, output.TrimEnd('\n'));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Process Start(string program, params string[] args) => Process.Start(new ProcessStartInfo(program, args)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["CRISHARP_SOCKET"] = Daemon.Socket, ["CRISHARP_LOG_ROOT"] = Daemon.LogRoot },
    })!;
}
