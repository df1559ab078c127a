using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using CriSharp.Linux.Sockets;

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
        if (Answers(program.Socket))
        {
            return null;
        }

        using var output = Pipe.Open();
        var child = Start(program, output);
        var keeper = new KeeperProcess(child.ProcessId, EndAsync(child));
        using var reader = new AsyncDescriptor(output.Reader, EventLoop.Shared);
        var line = new byte[ReadyLine.Length];
        var count = await reader.ReadAsync(line, cancellationToken);
        if (line.AsSpan(0, count).SequenceEqual(ReadyLine))
        {
            return keeper;
        }

        var exitCode = await keeper.Ended.WaitAsync(cancellationToken);
        return Answers(program.Socket) // another daemon's keeper was faster
            ? null
            : throw new FailureException(
                FailureKind.Unavailable, $"start {program.Path}: it exited with {exitCode}; see {program.LogFile}");
    }

    private static bool Answers(string socket)
    {
        try
        {
            UnixConnection.Connect(socket, EventLoop.Shared).Dispose();
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.NoEntry or Errno.ConnectionRefused)
        {
            return false;
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

    private static async Task<int> EndAsync(ChildProcess child)
    {
        using (child)
        {
            return (await child.EndOrKillAsync(CancellationToken.None)).Code;
        }
    }
}
