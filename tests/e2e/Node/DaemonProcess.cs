using System.Diagnostics;
using System.Net.Sockets;

namespace CriSharp.Tests.e2e.Node;

/// <summary>A running <c>crisharpd</c>; its output is appended to a file.</summary>
public sealed class DaemonProcess : IDisposable
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private const int LinesToShow = 10;

    private readonly Process _process;

    private DaemonProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>Starts the daemon and returns when it serves; if it ends instead, fails with what it said.</summary>
    public static async Task<DaemonProcess> StartAsync(NodeDirectories directories)
    {
        File.Delete(directories.Socket);
        var daemon = new DaemonProcess(Start(directories));
        if (await Deadlines.UntilAsync(() => ListensAsync(directories.Socket), yes => yes || daemon._process.HasExited))
        {
            return daemon;
        }

        var fate = daemon._process.HasExited ? $"ended with {daemon._process.ExitCode}" : "does not serve";
        await daemon.EndAsync(SigKill);
        daemon.Dispose();
        var said = (await File.ReadAllLinesAsync(directories.DaemonLog)).TakeLast(LinesToShow);
        throw new InvalidOperationException($"crisharpd {fate}; it said last:\n{string.Join('\n', said)}");
    }

    /// <summary>Starts a daemon that is expected to refuse; returns its exit code and everything it said.</summary>
    public static async Task<(int ExitCode, string Output)> StartRefusedAsync(NodeDirectories directories)
    {
        using var process = Start(directories);
        await process.WaitForExitAsync().WaitAsync(Deadlines.Patience);
        return (process.ExitCode, await File.ReadAllTextAsync(directories.DaemonLog));
    }

    /// <summary>Ends the daemon by a signal and waits until it is gone.</summary>
    public async Task EndAsync(int signal)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{signal}", Pid.ToString()]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(Deadlines.Patience);
        }
    }

    public void Dispose() => _process.Dispose();

    // By way of a shell: the output goes to a file of its own, which outlives this process.
    private static Process Start(NodeDirectories directories)
    {
        const string Command = "exec \"$0\" --config \"$1\" >>\"$2\" 2>&1 </dev/null";
        return Process.Start("/bin/sh", ["-c", Command, Programs.Daemon, directories.Configuration, directories.DaemonLog]);
    }

    private static async Task<bool> ListensAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
