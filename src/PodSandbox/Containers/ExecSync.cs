using System.Text;
using CriSharp.Failures;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Files;
using CriSharp.Linux.Processes;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// ExecSync: a command in a running container, without stdin and terminal, run to its end. It has the container's own environment, user and
/// limits. A command that outlives its time, or its caller, is killed.
/// </summary>
public sealed class ExecSync(SandboxTable sandboxes, SandboxRuntimes runtimes, IKeeper keeper, NodePaths paths, TimeProvider clock)
{
    /// <summary>
    /// Kept of both streams together, so that the answer fits into the 16 MiB that a kubelet takes; the rest is read and dropped while the
    /// command runs on (CVE-2022-1708).
    /// </summary>
    public const int OutputLimitBytes = (16 * 1024 * 1024) - 4096;

    private const int SigKill = 9;

    // A timer takes at most 2^32 ms; more is as good as for ever.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(40);

    // A grandchild may hold the pipes open long after the command has ended.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    /// <exception cref="FailureException">DeadlineExceeded: <paramref name="limit"/> is over, and the command is gone.</exception>
    public async Task<ExecResult> ExecAsync(
        ContainerRecord container, IReadOnlyList<string> command, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (command.Count == 0)
        {
            throw new FailureException(FailureKind.InvalidArgument, $"exec in container {container.Id}: cmd is empty");
        }

        if (container.Facts.State is not ContainerState.Running)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"exec in container {container.Id}: it is not running");
        }

        using var output = Pipe.Open();
        using var error = Pipe.Open();
        GiveTo(container, output, error);
        var exec = await StartAsync(container, command, output, error, cancellationToken);
        output.Writer.Dispose();
        error.Writer.Dispose();
        using var keptOutput = new OutputCollector(output.Reader, OutputLimitBytes, EventLoop.Shared);
        using var keptError = new OutputCollector(error.Reader, OutputLimitBytes, EventLoop.Shared);
        using var drained = new CancellationTokenSource();
        var reading = Task.WhenAll(keptOutput.ReadToEndAsync(drained.Token), keptError.ReadToEndAsync(drained.Token));
        try
        {
            var exitCode = await WaitAsync(container, exec, limit, cancellationToken);
            await DrainAsync(reading, drained);
            return ResultOf(Finish(keptOutput), Finish(keptError), exitCode);
        }
        finally
        {
            await drained.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // So that the command can open /dev/stdout by its name; in a user namespace an OCI runtime may not do this.
    private void GiveTo(ContainerRecord container, params ReadOnlySpan<Pipe> pipes)
    {
        var pod = sandboxes.Find(container.SandboxId)?.Config ?? new Cri.PodSandboxConfig();
        var (uid, gid) = MappedIdentity.OnNode(container.Facts.Uid, container.Facts.Gid, pod);
        foreach (var pipe in pipes)
        {
            Attributes.SetOwner(pipe.Writer, uid, gid);
        }
    }

    private async Task<KeptExec> StartAsync(
        ContainerRecord container, IReadOnlyList<string> command, Pipe output, Pipe error, CancellationToken cancellationToken)
    {
        var runtime = runtimes.Of(sandboxes.Find(container.SandboxId));
        var execId = Guid.NewGuid().ToString("N");
        var file = Path.Combine(paths.Bundle(container.Id), $"exec-{execId}.json");
        var pidFile = Path.Combine(paths.Bundle(container.Id), $"exec-{execId}.pid");
        try
        {
            await PrivateFile.WriteAsync(file, (await ProcessAsync(container, command, cancellationToken)).ToJson(), cancellationToken);
            return await keeper.ExecAsync(
                new ExecRequest
                {
                    ContainerId = container.Id.Value,
                    ExecId = execId,
                    Command = runtime.ExecCommand(container.Id.Value, file, pidFile, consoleSocket: null),
                    PidFile = pidFile,
                    Stdout = output.Writer,
                    Stderr = error.Writer,
                },
                cancellationToken);
        }
        catch (FailureException e) when (e.Kind == FailureKind.Internal)
        {
            throw new FailureException(FailureKind.Unknown, $"exec in container {container.Id}: run {command[0]}: {WordsOf(error) ?? e.Message}", e);
        }
        finally
        {
            File.Delete(file);
            File.Delete(pidFile);
        }
    }

    // The OCI runtime has written why to the stderr that the command would have had.
    private static string? WordsOf(Pipe error)
    {
        error.Writer.Dispose();
        using var written = new OutputCollector(error.Reader, OutputLimitBytes, EventLoop.Shared);
        written.ReadRest();
        return OciRuntimeMessage.From(Encoding.UTF8.GetString(written.Kept)) is { Length: > 0 } words ? words : null;
    }

    private async Task<Process> ProcessAsync(ContainerRecord container, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var config = await File.ReadAllBytesAsync(Path.Combine(paths.Bundle(container.Id), "config.json"), cancellationToken);
        return Spec.FromJson(config).Process with { Args = [.. command], Terminal = false };
    }

    private async Task<int> WaitAsync(ContainerRecord container, KeptExec exec, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            return await exec.ExitCode.WaitAsync(limit < LongestLimit ? limit.Value : Timeout.InfiniteTimeSpan, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            await KillAsync(exec);
            throw new FailureException(
                FailureKind.DeadlineExceeded, $"exec in container {container.Id}: command not done within {limit!.Value.TotalSeconds:0} s");
        }
        catch (OperationCanceledException)
        {
            await KillAsync(exec);
            throw;
        }
    }

    private static async Task KillAsync(KeptExec exec)
    {
        try
        {
            await exec.SignalAsync(SigKill, CancellationToken.None);
            await exec.ExitCode;
        }
        catch (FailureException e) when (e.Kind == FailureKind.NotFound)
        {
            // It ended by itself just now.
        }
    }

    private async Task DrainAsync(Task reading, CancellationTokenSource drained)
    {
        try
        {
            await reading.WaitAsync(DrainLimit, clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await drained.CancelAsync();
        }
    }

    // Too much together: a stream is sure of half the room, and has what the other leaves.
    private static ExecResult ResultOf(byte[] output, byte[] error, int exitCode)
    {
        var errorBytes = Math.Min(error.Length, Math.Max(OutputLimitBytes / 2, OutputLimitBytes - output.Length));
        var outputBytes = Math.Min(output.Length, OutputLimitBytes - errorBytes);
        return new ExecResult(output.AsMemory(0, outputBytes), error.AsMemory(0, errorBytes), exitCode);
    }

    private static byte[] Finish(OutputCollector collector)
    {
        collector.ReadRest();
        return collector.Kept;
    }
}
