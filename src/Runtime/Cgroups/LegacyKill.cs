using CriSharp.Linux;
using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// Ends everything in a group where the kernel has no <c>cgroup.kill</c>: freeze, so that nothing can fork away; SIGKILL to each; thaw,
/// so that they die; and again until none is left. A group that was frozen before is thawed too, for a frozen process never dies.
/// </summary>
internal sealed class LegacyKill(IReadOnlyList<CgroupTree> trees, CgroupTree? freezer)
{
    private const int Kill = 9; // SIGKILL

    // Descriptors held at a time: a fork bomb must not use up those of the daemon.
    private const int Batch = 512;

    /// <summary>Returns once the group and those below it have no process. Absent: at once.</summary>
    public async Task KillAsync(CgroupPath path, CancellationToken cancellationToken)
    {
        while (Members(path) is { Count: > 0 })
        {
            cancellationToken.ThrowIfCancellationRequested();
            await KillOnceAsync(path, cancellationToken);
        }
    }

    private async Task KillOnceAsync(CgroupPath path, CancellationToken cancellationToken)
    {
        Freeze(path);
        List<PidFd> dying = [];
        try
        {
            // Everything in one freeze, however much it is; waiting for some of it is enough, since the caller looks again.
            foreach (var batch in Members(path).Chunk(Batch))
            {
                Dispose(dying);
                dying = Signal(path, batch);
            }
        }
        finally
        {
            Thaw(path);
        }

        await EndedAsync(dying, cancellationToken);
    }

    // A number may have passed to a stranger since it was listed: a process is signalled only if its number is still listed after its
    // descriptor was opened.
    private List<PidFd> Signal(CgroupPath path, int[] batch)
    {
        var opened = batch.Select(TryOpen).OfType<PidFd>().ToList();
        var listed = Members(path);
        var split = opened.ToLookup(process => listed.Contains(process.ProcessId));
        Dispose(split[false]);
        var members = split[true].ToList();
        members.ForEach(process => process.TrySignal(Kill));
        return members;
    }

    private static async Task EndedAsync(List<PidFd> processes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var process in processes)
            {
                await process.EndedAsync(EventLoop.Shared, cancellationToken);
            }
        }
        finally
        {
            Dispose(processes);
        }
    }

    private static void Dispose(IEnumerable<PidFd> processes)
    {
        foreach (var process in processes)
        {
            process.Dispose();
        }
    }

    private static PidFd? TryOpen(int processId)
    {
        try
        {
            return PidFd.Open(processId);
        }
        catch (LinuxException e) when (e.Errno is Errno.NoProcess or Errno.InvalidArgument)
        {
            return null; // Gone since it was listed, or a thread of a process whose leader has gone.
        }
    }

    private HashSet<int> Members(CgroupPath path) => [.. trees.SelectMany(tree => tree.Processes(path))];

    private void Freeze(CgroupPath path)
    {
        if (freezer is not null)
        {
            ControlFile.TryWrite($"{freezer.DirectoryOf(path)}/freezer.state", "FROZEN");
        }
    }

    /// <summary>Thaws the group and those below it. Absent: success.</summary>
    public void Thaw(CgroupPath path)
    {
        foreach (var group in freezer?.ChildrenFirst(path) ?? [])
        {
            ControlFile.TryWrite($"{group}/freezer.state", "THAWED");
        }
    }
}
