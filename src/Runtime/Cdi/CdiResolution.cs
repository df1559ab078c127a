using CriSharp.Failures;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// Puts together what the devices of one container bring: a file's own edits before those of the first device from it, devices in the order
/// they are asked for. What a file names on the host must be there (SPEC.md, Error Handling).
/// </summary>
internal sealed class CdiResolution(IHostDevices host)
{
    private readonly HashSet<CdiFile> _files = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _env = [];
    private readonly List<CdiDeviceNode> _nodes = [];
    private readonly List<Mount> _mounts = [];
    private readonly List<KeyValuePair<string, Hook>> _hooks = [];
    private readonly List<uint> _gids = [];
    private LinuxIntelRdt? _rdt;

    public CdiEdits Edits => new()
    {
        Env = _env,
        DeviceNodes = _nodes,
        Mounts = _mounts,
        Hooks = _hooks,
        AdditionalGids = _gids,
        IntelRdt = _rdt,
    };

    /// <exception cref="FailureException">InvalidArgument: what is not on the host.</exception>
    public void Add(CdiFile file, string device)
    {
        if (_files.Add(file))
        {
            Add(file.ContainerEdits);
        }

        Add(file.Devices!.First(candidate => candidate!.Name == device)!.ContainerEdits);
    }

    private void Add(CdiFile.Edits? edits)
    {
        _env.AddRange(Some(edits?.Env));
        _nodes.AddRange(Some(edits?.DeviceNodes).Select(Node));
        _mounts.AddRange(Some(edits?.Mounts).Select(MountOf));
        _hooks.AddRange(Some(edits?.Hooks).Select(HookOf));
        _gids.AddRange(edits?.AdditionalGids ?? []);
        _rdt = edits?.IntelRdt is { } rdt ? RdtOf(rdt) : _rdt;
    }

    private static IEnumerable<T> Some<T>(IReadOnlyList<T?>? items)
        where T : class => (items ?? []).OfType<T>();

    private CdiDeviceNode Node(CdiFile.DeviceNode node)
    {
        var said = node.Type switch { null or "" => null, "u" => "c", var other => other };
        var hostPath = node.HostPath is { Length: > 0 } elsewhere ? elsewhere : node.Path!;
        var isComplete = said is CdiDeviceNode.Fifo || (said is not null && node.Major > 0);
        var (type, major, minor) = isComplete ? (said!, (uint)(node.Major ?? 0), (uint)(node.Minor ?? 0)) : OnHost(ref hostPath, node.Path!, said);
        return new CdiDeviceNode(
            node.Path!,
            hostPath,
            type,
            major,
            minor,
            node.FileMode & CdiDeviceNode.PermissionMask ?? CdiDeviceNode.DefaultMode, // some files have the type bits in it too
            node.Permissions switch { null or "" => CdiDeviceNode.AllAccess, CdiDeviceNode.NoAccess => "", var access => access },
            node.Uid,
            node.Gid);
    }

    private (string Type, uint Major, uint Minor) OnHost(ref string hostPath, string path, string? said)
    {
        if (host.Resolve(hostPath, path) is not [{ Node: var node } found] || found.ContainerPath != path)
        {
            throw Refused($"deviceNodes hostPath {hostPath} is a directory");
        }

        var type = node.Type == Linux.Devices.DeviceType.Block ? "b" : "c";
        hostPath = node.Path;
        return said is null || said == type
            ? (type, node.Major, node.Minor)
            : throw Refused($"deviceNodes hostPath {hostPath} is of type {type}, not {said}");
    }

    private static Mount MountOf(CdiFile.MountPoint mount)
    {
        List<string> options = [.. Some(mount.Options)];
        var isBind = mount.Type is null or "" or "none" or "bind" || options.Contains("bind") || options.Contains("rbind");
        if (!isBind)
        {
            return new Mount(Clean(mount.ContainerPath!), mount.Type!, mount.HostPath!, options);
        }

        if (!options.Contains("bind") && !options.Contains("rbind"))
        {
            options.Add("rbind");
        }

        return mount.HostPath![0] == '/' && Path.Exists(mount.HostPath)
            ? new Mount(Clean(mount.ContainerPath!), "bind", mount.HostPath, options)
            : throw Refused($"mounts hostPath {mount.HostPath}: no such file or directory");
    }

    // Destinations are compared as text.
    private static string Clean(string path) =>
        '/' + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    private static KeyValuePair<string, Hook> HookOf(CdiFile.Hook hook) => File.Exists(hook.Path)
        ? new(hook.HookName!, new Hook(hook.Path, hook.Args is null ? null : [.. Some(hook.Args)], hook.Env is null ? null : [.. Some(hook.Env)], hook.Timeout))
        : throw Refused($"hooks path {hook.Path}: no such file");

    private static LinuxIntelRdt RdtOf(CdiFile.Rdt rdt) => new()
    {
        ClosId = rdt.ClosId,
        L3CacheSchema = rdt.L3CacheSchema,
        MemBwSchema = rdt.MemBwSchema,
        EnableCmt = rdt.EnableCmt,
        EnableMbm = rdt.EnableMbm,
    };

    private static FailureException Refused(string cause) => new(FailureKind.InvalidArgument, cause);
}
