using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Cgroups;

namespace CriSharp.Runtime.Cgroups;

/// <summary>
/// Control groups of version 1: the same path in a tree per controller, and in the version 2 tree that a hybrid host has beside them
/// (cgroups(7)).
/// </summary>
internal sealed class LegacyCgroups : ICgroups
{
    private readonly IReadOnlyList<CgroupTree> _trees;
    private readonly Dictionary<string, CgroupTree> _byController;
    private readonly CgroupTree? _cpuset;
    private readonly CgroupTree? _memory;
    private readonly LegacyKill _kill;

    public LegacyCgroups(CgroupMounts mounts)
    {
        Version = mounts.Version;
        var legacy = mounts.Hierarchies.Select(hierarchy => (hierarchy, Tree: new CgroupTree(hierarchy.MountPoint))).ToList();
        _trees = [.. legacy.Select(pair => pair.Tree), .. mounts.UnifiedMountPoint is { } unified ? [new CgroupTree(unified)] : Array.Empty<CgroupTree>()];
        _byController = legacy.SelectMany(pair => pair.hierarchy.Controllers, (pair, controller) => (controller, pair.Tree))
            .DistinctBy(pair => pair.controller)
            .ToDictionary();
        _cpuset = _byController.GetValueOrDefault("cpuset");
        _memory = _byController.GetValueOrDefault("memory");
        _kill = new LegacyKill(_trees, _byController.GetValueOrDefault("freezer"));
    }

    public CgroupVersion Version { get; }

    public bool Exists(string path) => _trees.Any(tree => Directory.Exists(tree.DirectoryOf(CgroupPath.Parse(path))));

    public void Create(string path)
    {
        using var groups = new NewGroups();
        foreach (var tree in _trees)
        {
            var way = tree.WayDown(CgroupPath.Parse(path)).ToList();
            foreach (var (parent, child) in way.Zip(way.Skip(1)))
            {
                groups.Make(child);
                if (tree == _cpuset)
                {
                    InheritCpuset(parent, child);
                }
            }
        }

        groups.Keep();
    }

    public void Remove(string path)
    {
        foreach (var tree in _trees)
        {
            tree.Remove(CgroupPath.Parse(path));
        }
    }

    public OomCounterFiles? OomCounterFiles(string path)
    {
        var group = CgroupPath.Parse(path);
        return _memory is null ? null : new OomCounterFiles($"{_memory.DirectoryOf(group)}/memory.oom_control", Above: null);
    }

    public Task KillAsync(string path, CancellationToken cancellationToken) => _kill.KillAsync(CgroupPath.Parse(path), cancellationToken);

    public void Thaw(string path)
    {
        _kill.Thaw(CgroupPath.Parse(path));
        foreach (var tree in _trees)
        {
            tree.Thaw(CgroupPath.Parse(path)); // The version 2 tree of a hybrid host freezes too.
        }
    }

    public IReadOnlyList<int> Processes(string path) =>
        [.. _trees.SelectMany(tree => tree.Processes(CgroupPath.Parse(path))).Distinct()];

    public string? Read(string path, string controller, string file) =>
        _byController.GetValueOrDefault(controller) is { } tree ? CgroupFile.Read($"{tree.DirectoryOf(CgroupPath.Parse(path))}/{file}") : null;

    public void Write(string path, CgroupSetting setting)
    {
        var tree = _byController.GetValueOrDefault(setting.Controller)
            ?? throw new LinuxException("open", $"{setting.File} of {path}", Errno.NoEntry);
        CgroupFile.Write($"{tree.DirectoryOf(CgroupPath.Parse(path))}/{setting.File}", setting.Value);
    }

    // A new cpuset is empty, and no process can enter it before it has CPUs and memory nodes (cpuset(7)).
    private static void InheritCpuset(string parent, string child)
    {
        foreach (var file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
        {
            if (Text($"{child}/{file}").Length == 0)
            {
                ControlFile.TryWrite($"{child}/{file}", Text($"{parent}/{file}"));
            }
        }
    }

    private static string Text(string file) =>
        ControlFile.TryRead(file) is { } content ? Encoding.UTF8.GetString(content).Trim() : "";
}
