using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper;

/// <summary>
/// A container: running, then exited; its record says which, and is replaced once, by <c>ExitWatcher</c>.
/// </summary>
/// <param name="record">What is on disk of it.</param>
/// <param name="log">Its output.</param>
/// <param name="process">Its first process; null if that had ended before a restarted keeper could open it.</param>
/// <param name="stdin">Keeps its stdin open; null without one.</param>
/// <param name="oomCounter">Counts its OOM kills; null if nobody can.</param>
internal sealed class KeptContainer(
    ContainerRecord record, ContainerLog log, PidFd? process, SafeFileHandle? stdin, OomCounter? oomCounter)
{
    private volatile ContainerRecord _record = record;

    internal string Id => Record.ContainerId;

    internal ContainerRecord Record
    {
        get => _record;
        set => _record = value;
    }

    internal bool IsRunning => Record.Exit is null;

    internal ContainerLog Log => log;

    internal PidFd? Process => process;

    internal OomCounter? OomCounter => oomCounter;

    /// <summary>Completes when the exit has been told.</summary>
    internal Task Watch { get; set; } = Task.CompletedTask;

    /// <summary>Signals its first process; no effect if that has ended.</summary>
    internal void TrySignal(int signal)
    {
        try
        {
            process?.TrySignal(signal);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    /// <summary>Nothing can be written to it, signalled or counted any more.</summary>
    internal void CloseProcess()
    {
        oomCounter?.Dispose();
        stdin?.Dispose();
        process?.Dispose();
    }
}
