using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace CriSharp.Tests.e2e.Node;

/// <summary>A running <c>crisharpd</c>; its output is appended to a file, and it says by sd_notify(3) when it serves.</summary>
public sealed class DaemonProcess : IDisposable
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private readonly Process _process;

    private DaemonProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>Starts the daemon and returns when it serves; if it ends instead, fails with what it said.</summary>
    public static async Task<DaemonProcess> StartAsync(NodeDirectories directories)
    {
        using var notifications = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var address = Path.Combine(directories.Root, "notify.sock");
        File.Delete(address);
        notifications.Bind(new UnixDomainSocketEndPoint(address));

        var daemon = new DaemonProcess(Start(directories, address));
        var ready = ReadyAsync(notifications);
        var ended = daemon._process.WaitForExitAsync();
        if (await Task.WhenAny(ready, ended).WaitAsync(Deadlines.Patience) == ended)
        {
            throw new InvalidOperationException($"crisharpd ended with {daemon._process.ExitCode}:\n{await File.ReadAllTextAsync(directories.DaemonLog)}");
        }

        await ready;
        return daemon;
    }

    /// <summary>Starts a daemon that is expected to refuse; returns its exit code and everything it said.</summary>
    public static async Task<(int ExitCode, string Output)> StartRefusedAsync(NodeDirectories directories)
    {
        using var process = Start(directories, notifySocket: "");
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
    private static Process Start(NodeDirectories directories, string notifySocket)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" --config \"$1\" >>\"$2\" 2>&1 </dev/null"])
        {
            ArgumentList = { Programs.Daemon, directories.Configuration, directories.DaemonLog },
            Environment = { ["NOTIFY_SOCKET"] = notifySocket },
        };
        return Process.Start(start)!;
    }

    private static async Task ReadyAsync(Socket notifications)
    {
        var message = new byte[4096];
        var text = "";
        while (!text.Split('\n').Contains("READY=1"))
        {
            text = Encoding.UTF8.GetString(message, 0, await notifications.ReceiveAsync(message));
        }
    }
}
