using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Protocol;

/// <summary>An exec from the moment it is asked for to its end.</summary>
internal sealed class SessionExec(string id)
{
    internal string Id => id;

    /// <summary>Null until it has started.</summary>
    internal PidFd? PidFd { get; set; }

    internal Process? Process { get; set; }

    internal Task Watch { get; set; } = Task.CompletedTask;

    /// <summary>No effect if it has ended.</summary>
    internal void TrySignal(int signal)
    {
        try
        {
            PidFd?.TrySignal(signal);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
