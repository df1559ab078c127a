using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// All mounts of a container in the order they are made: the kernel's file systems, then files of the pod, the image's volumes and the
/// configuration's mounts, shallow paths before deep ones.
/// </summary>
internal static class ContainerMounts
{
    /// <summary>Where a C library looks for its time zone (localtime(5)).</summary>
    public const string LocalTime = "/etc/localtime";

    private const string DeviceDirectory = "/dev";

    public static IReadOnlyList<Mount> Build(ContainerSpecInput input)
    {
        var asked = Submounts.Of(input.Mounts, BindMount.Of).Concat(input.Mounts.Select(BindMount.Of)).ToList();
        var taken = asked.Select(mount => mount.Destination).ToHashSet(StringComparer.Ordinal);
        var volumes = input.DeclaredVolumes
            .Select(volume => BindMount.Of(volume.Value, VolumePath(volume.Key), isReadonly: false))
            .Where(mount => taken.Add(mount.Destination))
            .ToList();
        var podFiles = PodFiles(input).Where(mount => taken.Add(mount.Destination)).ToList();
        var kernel = DefaultMounts.For(input.Sandbox, input.Security.Privileged).Where(mount => !IsReplaced(mount.Destination, taken));

        // A stable sort: mounts of equal depth stay in the client's order.
        return [.. kernel, .. podFiles.Concat(volumes).Concat(ContainerDevices.Binds(input)).Concat(asked).OrderBy(mount => ContainerPath.Depth(mount.Destination))];
    }

    /// <summary>The propagation of the root file system that the mounts need: theirs can be no wider.</summary>
    public static string RootPropagation(IReadOnlyList<ResolvedMount> mounts) =>
        BindMount.Propagation(mounts.Select(mount => mount.Mount.Propagation).DefaultIfEmpty().Max());

    // The image is a stranger's: a volume of it is a place inside the container and nowhere else.
    private static string VolumePath(string volume)
    {
        ConfigCheck.Image.Absolute("Volumes", volume);
        return ContainerPath.Clean(volume);
    }

    private static IEnumerable<Mount> PodFiles(ContainerSpecInput input)
    {
        var isReadonly = input.Security.ReadonlyRootfs;
        yield return BindMount.Of(input.Sandbox.HostnamePath, "/etc/hostname", isReadonly);
        yield return BindMount.Of(input.Sandbox.HostsPath, "/etc/hosts", isReadonly);
        yield return BindMount.Of(input.Sandbox.ResolvConfPath, "/etc/resolv.conf", isReadonly);
        if (input.Node.Defaults.TimeZoneFile is { } zone)
        {
            yield return BindMount.Of(zone, LocalTime, isReadonly: true);
        }

        yield return new Mount("/dev/shm", "bind", input.Sandbox.ShmPath, ["rbind", "rprivate", "nosuid", "noexec", "nodev", "rw"]);
    }

    // Who mounts a /dev of his own wants what is in it, not our pts and mqueue on top.
    private static bool IsReplaced(string destination, HashSet<string> taken) =>
        taken.Contains(destination)
        || (taken.Contains(DeviceDirectory) && destination.StartsWith(DeviceDirectory + '/', StringComparison.Ordinal));
}
