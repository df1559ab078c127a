using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Cdi;

/// <summary>Makes the edits of CDI devices in a container's OCI configuration: a pure function, after everything else is in it.</summary>
public static class CdiInjection
{
    private const string Separator = "/";

    /// <summary>The configuration with the devices in it.</summary>
    public static Spec Apply(Spec spec, CdiEdits edits)
    {
        // Where mknod is not allowed, OCI runtimes bind the host's node of the container's path, which need not be the one that is meant.
        var isBound = spec.Linux.Namespaces.Any(space => space.Type == "user");
        var mounts = isBound ? edits.DeviceNodes.Select(Bind).Concat(edits.Mounts) : edits.Mounts;
        return spec with
        {
            Process = Edit(spec.Process, edits),
            Mounts = mounts.Aggregate(spec.Mounts, With),
            Hooks = edits.Hooks.Count == 0
                ? spec.Hooks
                : edits.Hooks.Aggregate(spec.Hooks ?? new Hooks(), (hooks, hook) => CdiHook.Add(hooks, hook.Key, hook.Value)),
            Linux = spec.Linux with
            {
                Devices = isBound ? spec.Linux.Devices : edits.DeviceNodes.Select(node => Node(node, spec.Process.User)).Aggregate(spec.Linux.Devices, With),
                Resources = spec.Linux.Resources with
                {
                    Devices = [.. spec.Linux.Resources.Devices, .. edits.DeviceNodes.Where(HasRule).Select(Rule)],
                },
                IntelRdt = edits.IntelRdt ?? spec.Linux.IntelRdt,
            },
        };
    }

    private static Process Edit(Process process, CdiEdits edits) => process with
    {
        Env = edits.Env.Aggregate(process.Env, WithVariable),
        User = process.User with
        {
            // The specification has group 0 left out.
            AdditionalGids = [.. process.User.AdditionalGids.Concat(edits.AdditionalGids.Where(gid => gid != 0)).Distinct()],
        },
    };

    private static IReadOnlyList<string> WithVariable(IReadOnlyList<string> environment, string variable)
    {
        var name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
        return [.. environment.Where(other => !other.StartsWith(name, StringComparison.Ordinal)), variable];
    }

    // In the place of one at the same path; never on top of what is mounted below it: a vendor's /usr/lib must not hide a volume inside.
    private static IReadOnlyList<Mount> With(IReadOnlyList<Mount> mounts, Mount mount)
    {
        var others = mounts.Where(other => other.Destination != mount.Destination).ToList();
        var below = others.FindIndex(other => other.Destination.StartsWith(mount.Destination + Separator, StringComparison.Ordinal));
        others.Insert(below < 0 ? others.Count : below, mount);
        return others;
    }

    private static IReadOnlyList<LinuxDevice> With(IReadOnlyList<LinuxDevice> devices, LinuxDevice device) =>
        [.. devices.Where(other => other.Path != device.Path), device];

    private static LinuxDevice Node(CdiDeviceNode node, User user) =>
        new(node.Type, node.Path, node.Major, node.Minor, node.FileMode, node.Uid ?? user.Uid, node.Gid ?? user.Gid);

    private static Mount Bind(CdiDeviceNode node) => new(node.Path, "bind", node.HostPath, ["bind", "rprivate", "nosuid", "noexec", "rw"]);

    private static bool HasRule(CdiDeviceNode node) => node.Type != CdiDeviceNode.Fifo && node.Access.Length > 0;

    private static LinuxDeviceCgroup Rule(CdiDeviceNode node) => new(true, node.Type, node.Major, node.Minor, node.Access);
}
