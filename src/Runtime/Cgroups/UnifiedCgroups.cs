using System.Text;
using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;

namespace CriSharp.Runtime.Cgroups;

/// <summary>Control groups of version 2: one tree (the kernel's cgroup-v2 document). Needs cgroup.kill, so Linux 5.14.</summary>
internal sealed class UnifiedCgroups(string mountPoint) : ICgroups
{
    // Limits of pods and containers need these; the others are enabled where they can be.
    private static readonly string[] RequiredControllers = ["cpu", "memory", "pids"];
    private static readonly string[] WantedControllers = [.. RequiredControllers, "cpuset", "io", "hugetlb", "rdma", "misc"];

    // A process that has been killed leaves its group within milliseconds, unless the kernel holds it in a device's or a server's wait.
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromMilliseconds(200);
    private const int RemovalAttempts = 5;

    private readonly CgroupTree _tree = new(mountPoint);

    public CgroupVersion Version => CgroupVersion.Unified;

    public bool Exists(string path) => Directory.Exists(_tree.DirectoryOf(CgroupPath.Parse(path)));

    public void Create(string path)
    {
        using var groups = new NewGroups();
        var way = _tree.WayDown(CgroupPath.Parse(path)).ToList();
        foreach (var (parent, child) in way.Zip(way.Skip(1)))
        {
            EnableControllers(parent);
            groups.Make(child);
        }

        groups.Keep();
    }

    public void Remove(string path)
    {
        var group = CgroupPath.Parse(path);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _tree.Remove(group);
                return;
            }
            catch (LinuxException e) when (e.Errno == Errno.Busy && attempt < RemovalAttempts)
            {
                WaitWhilePopulated(group); // Or a group was made in it while we looked.
            }
        }
    }

    public OomCounterFiles? OomCounterFiles(string path)
    {
        var directory = _tree.DirectoryOf(CgroupPath.Parse(path));
        return new OomCounterFiles($"{directory}/memory.events", $"{Path.GetDirectoryName(directory)}/memory.events");
    }

    public async Task KillAsync(string path, CancellationToken cancellationToken)
    {
        var directory = _tree.DirectoryOf(CgroupPath.Parse(path));
        using var events = ControlFile.TryOpen($"{directory}/cgroup.events");
        if (events is null || !IsPopulated(events))
        {
            return;
        }

        if (!ControlFile.TryWrite($"{directory}/cgroup.kill", "1") && Directory.Exists(directory))
        {
            throw new FailureException(FailureKind.Unimplemented, $"kill cgroup {path}: the kernel has no cgroup.kill, which needs Linux 5.14");
        }

        await EmptiedAsync(events, cancellationToken);
    }

    public void Thaw(string path) => _tree.Thaw(CgroupPath.Parse(path));

    public IReadOnlyList<int> Processes(string path) => [.. _tree.Processes(CgroupPath.Parse(path))];

    public string? Read(string path, string controller, string file) => CgroupFile.Read($"{_tree.DirectoryOf(CgroupPath.Parse(path))}/{file}");

    public void Write(string path, CgroupSetting setting) =>
        CgroupFile.Write($"{_tree.DirectoryOf(CgroupPath.Parse(path))}/{setting.File}", setting.Value);

    private static void EnableControllers(string directory)
    {
        var available = Names($"{directory}/cgroup.controllers");
        var enabled = Names($"{directory}/cgroup.subtree_control");
        foreach (var controller in WantedControllers.Where(available.Contains).Except(enabled))
        {
            try
            {
                ControlFile.TryWrite($"{directory}/cgroup.subtree_control", $"+{controller}");
            }
            catch (LinuxException) when (!RequiredControllers.Contains(controller))
            {
                // Another program keeps it from going further down, e.g. cpuset by a partition; only its own limits miss it then,
                // and setting one of those fails with a message of its own.
            }
        }
    }

    private static string[] Names(string file) =>
        ControlFile.TryRead(file) is { } content
            ? Encoding.UTF8.GetString(content).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : [];

    private static bool IsPopulated(ControlFile events) =>
        events.TryRead() is { } content && FlatKeyedFile.Value(content, "populated"u8) == 1;

    private void WaitWhilePopulated(CgroupPath group)
    {
        using var events = ControlFile.TryOpen($"{_tree.DirectoryOf(group)}/cgroup.events");
        if (events is not null && IsPopulated(events))
        {
            events.WaitForChange(RemovalPatience);
        }
    }

    private static async Task EmptiedAsync(ControlFile events, CancellationToken cancellationToken)
    {
        var changed = new SemaphoreSlim(0);
        using var watch = events.Watch(EventLoop.Shared, () => changed.Release());
        while (IsPopulated(events))
        {
            await changed.WaitAsync(cancellationToken);
        }
    }
}
