using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Logs;

/// <summary>The log file that the kubelet reads: format, order, completeness, rotation.</summary>
public sealed class LogFileTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const int LimitBytes = 16 * 1024;

    [Fact]
    public async Task Streams_AreMarked_AndTimesRise()
    {
        var before = TimeProvider.System.GetUtcNow();
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sh", "-c", "echo out; sleep 0.2; echo err >&2; sleep 0.2; printf 'no newline'");
        await container.ExitAsync();

        var log = container.Log();

        Assert.Equal([("stdout", "out"), ("stderr", "err"), ("stdout", "no newline")], log.Select(record => (record.Stream, record.Content)));
        Assert.Equal(log.Select(record => record.Time).Order(), log.Select(record => record.Time));
        Assert.InRange(log[0].Time, before, TimeProvider.System.GetUtcNow());
        Assert.True(log[2].Time - log[0].Time >= TimeSpan.FromMilliseconds(300), "the times are those of writing");
    }

    [Fact]
    public async Task LongLines_ArePartial_AndLoseNothing()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sh", "-c", "head -c 50000 /dev/zero | tr '\\0' x; echo; echo short");
        await container.ExitAsync();

        var log = container.Log();

        Assert.All(log, record => Assert.InRange(record.Content.Length, 0, LimitBytes));
        Assert.All(log.Take(log.Count - 2), record => Assert.True(record.IsPartial));
        Assert.Equal((false, "short"), (log[^1].IsPartial, log[^1].Content));
        Assert.Equal(new string('x', 50000) + "\nshort\n", container.LogText("stdout"));
    }

    [Fact]
    public async Task AnyBytes_ArriveUnchanged()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sh", "-c", "printf '\\377\\000\\r\\001 \\303\\050\\n\\n'");
        await container.ExitAsync();

        Assert.Equal(["\u00ff\0\r\u0001 \u00c3\u0028", ""], container.Log().Select(record => record.Content));
    }

    [Fact]
    public async Task ManyLines_AreComplete_WhenTheExitIsTold()
    {
        const int Lines = 100_000;
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("seq", Lines.ToString());
        await container.ExitAsync();

        var log = container.Log();

        Assert.Equal(Lines, log.Count);
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => number.ToString()), log.Select(record => record.Content));
    }

    [Fact]
    public async Task Reopen_WhileRunning_ContinuesInANewFile()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("sh", "-c", "echo first; until test -e /tmp/go; do sleep 0.05; done; echo second; exec sleep 1000");
        await container.LoggedAsync("first");
        var rotated = container.LogPath + ".rotated";

        File.Move(container.LogPath, rotated);
        await Node.Runtime.ReopenContainerLogAsync(new() { ContainerId = container.Id });
        Assert.True(File.Exists(container.LogPath));
        await container.ExecAsync("touch", "/tmp/go");
        await container.LoggedAsync("second");

        Assert.Equal(["first"], LogRecord.Read(rotated).Select(record => record.Content));
        Assert.Equal(["second"], container.Log().Select(record => record.Content));
    }

    [Fact]
    public async Task Reopen_UnderLoad_LosesAndTearsNoLine()
    {
        const int Lines = 50_000;
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("seq", Lines.ToString());
        var rotated = new List<string>();
        var exit = container.ExitAsync();
        for (var round = 1; !exit.IsCompleted && round <= 20; round++)
        {
            rotated.Add($"{container.LogPath}.{round}");
            File.Move(container.LogPath, rotated[^1]);
            await Record.ExceptionAsync(async () => await Node.Runtime.ReopenContainerLogAsync(new() { ContainerId = container.Id }));
            if (!File.Exists(container.LogPath))
            {
                break;
            }
        }

        await exit;
        var all = rotated.Append(container.LogPath).Where(File.Exists).SelectMany(LogRecord.Read).Select(record => record.Content);

        Assert.Equal(Enumerable.Range(1, Lines).Select(number => number.ToString()), all);
    }

    [Fact]
    public async Task Reopen_UnknownContainer_IsNotFound() =>
        await Failures.ExpectAsync(StatusCode.NotFound, () => Node.Runtime.ReopenContainerLogAsync(new() { ContainerId = "none" }));

    [Fact]
    public async Task NoLogPath_StillRuns()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Running(Node, "seq", "100000").With(config => config.LogPath = ""));

        Assert.Equal(0, (await container.ExitAsync()).ExitCode);
    }
}
