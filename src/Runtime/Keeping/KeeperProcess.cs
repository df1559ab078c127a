using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Keeping;

/// <summary>
/// Sees to it that a keeper serves: starts one, detached from the daemon, where none answers. It outlives the daemon.
/// </summary>
public sealed class KeeperProcess
{
    // GCgen0size: collects after 512 KiB instead of letting garbage grow to the size of the processor's cache; it has
    // no other switch.
    private static readonly string[] Environment =
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "DOTNET_EnableDiagnostics=0",
        "DOTNET_GCgen0size=0x80000",
    ];

    private static readonly byte[] ReadyLine = "ready\n"u8.ToArray();
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(15);

    private KeeperProcess(int processId, Task<int> ended)
    {
        ProcessId = processId;
        Ended = ended;
    }

    public int ProcessId { get; }

    /// <summary>Completes with the exit code (128 + signal) when the keeper has ended, and has reaped it.</summary>
    public Task<int> Ended { get; }

    /// <summary>Returns once a keeper answers on the socket.</summary>
    /// <returns>The keeper that was started; null if one was there already.</returns>
    /// <exception cref="FailureException">
    /// <see cref="FailureKind.Unavailable"/>: it could not be started; its log has the reason.
    /// </exception>
    public static async Task<KeeperProcess?> EnsureAsync(KeeperProgram program, CancellationToken cancellationToken)
    {
        if (await WhySilentAsync(program.Socket, cancellationToken) is null)
        {
            return null;
        }

        using var output = Pipe.Open();
        var child = Start(program, output);
        using var giveUp = new CancellationTokenSource();
        var keeper = new KeeperProcess(child.ProcessId, EndAsync(child, giveUp.Token));
        if (await IsReadyAsync(program, output, giveUp, cancellationToken))
        {
            return keeper;
        }

        var exitCode = await keeper.Ended.WaitAsync(cancellationToken);
        return await WhySilentAsync(program.Socket, cancellationToken) is not { } cause // another daemon's keeper was faster
            ? null
            : throw new FailureException(
                FailureKind.Unavailable, $"start {program.Path}: it exited with {exitCode}; see {program.LogFile}; {cause}");
    }

    /// <summary>False if it ends before it is ready; one that takes too long is killed: it has served nobody yet.</summary>
    private static async Task<bool> IsReadyAsync(
        KeeperProgram program, Pipe output, CancellationTokenSource giveUp, CancellationToken cancellationToken)
    {
        using var reader = new AsyncDescriptor(output.Reader, EventLoop.Shared);
        using var patience = new CancellationTokenSource(ReadyDeadline, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var line = new byte[ReadyLine.Length];
        try
        {
            var count = await reader.ReadAsync(line, either.Token);
            return line.AsSpan(0, count).SequenceEqual(ReadyLine);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            await giveUp.CancelAsync();
            throw new FailureException(
                FailureKind.Unavailable, $"start {program.Path}: not ready in {ReadyDeadline.TotalSeconds} s; see {program.LogFile}", e);
        }
    }

    /// <summary>Null if a keeper answers there; one that does not say hello does not serve.</summary>
    private static async Task<string?> WhySilentAsync(string socket, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await KeeperConnection.OpenAsync(socket, TimeProvider.System, cancellationToken);
            return null;
        }
        catch (FailureException e) when (e.Kind == FailureKind.Unavailable)
        {
            return e.Message;
        }
    }

    private static ChildProcess Start(KeeperProgram program, Pipe output)
    {
        try
        {
            using var nothing = Descriptor.OpenNull();
            using var log = OpenFile.Open(
                program.LogFile, OpenOptions.WriteOnly | OpenOptions.Create | OpenOptions.Append, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var child = ChildProcess.Spawn(new SpawnRequest
            {
                Path = program.Path,
                Arguments = ["--socket", program.Socket, "--state", program.StateDirectory],
                Environment = Environment,
                Stdin = nothing,
                Stdout = output.Writer,
                Stderr = log,
                WorkingDirectory = "/",
            });
            output.Writer.Dispose();
            return child;
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.Unavailable, $"start {program.Path}: {e.Message}", e);
        }
    }

    private static async Task<int> EndAsync(ChildProcess child, CancellationToken giveUp)
    {
        using (child)
        {
            return (await child.EndOrKillAsync(giveUp)).Code;
        }
    }
}
