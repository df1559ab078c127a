using CriSharp.Linux.Devices;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The device nodes of a container and the rules of its device controller. The OCI runtime itself makes null, zero, full, random, urandom and tty.</summary>
internal static class ContainerDevices
{
    private const string AllAccess = "rwm";

    private static readonly LinuxDeviceCgroup DenyAll = new(false, null, null, null, AllAccess);

    private static readonly LinuxDeviceCgroup AllowAll = new(true, null, null, null, AllAccess);

    // What every container may use, and mknod of anything: a node that cannot be opened does no harm, and package managers make them.
    private static readonly LinuxDeviceCgroup[] Standard =
    [
        new(true, "c", null, null, "m"),
        new(true, "b", null, null, "m"),
        new(true, "c", 1, 3, AllAccess), // null
        new(true, "c", 1, 5, AllAccess), // zero
        new(true, "c", 1, 7, AllAccess), // full
        new(true, "c", 1, 8, AllAccess), // random
        new(true, "c", 1, 9, AllAccess), // urandom
        new(true, "c", 5, 0, AllAccess), // tty
        new(true, "c", 5, 1, AllAccess), // console
        new(true, "c", 5, 2, AllAccess), // ptmx
        new(true, "c", 136, null, AllAccess), // pts/*
    ];

    /// <param name="input">What the container is made from.</param>
    /// <param name="user">Its process's identity.</param>
    public static IReadOnlyList<LinuxDevice> Nodes(ContainerSpecInput input, User user)
    {
        var asked = IsBound(input) ? [] : Asked(input).Select(device => Node(device.Device)).ToList();
        var paths = Asked(input).Select(device => ContainerPath.Clean(device.Device.ContainerPath)).ToHashSet(StringComparer.Ordinal);
        var host = input.HasHostDevices ? input.HostDevices.Select(Node).Where(device => !paths.Contains(device.Path)) : [];
        return [.. host, .. input.DeviceOwnershipFromProcess ? asked.Select(device => device with { Uid = user.Uid, Gid = user.Gid }) : asked];
    }

    /// <summary>
    /// In a user namespace there is no mknod. OCI runtimes then bind the host's node of the container's path, which need not be there, or not
    /// be the one that is asked for: so the nodes are mounts.
    /// </summary>
    public static IReadOnlyList<Mount> Binds(ContainerSpecInput input) => IsBound(input)
        ? [.. Asked(input).Select(asked => new Mount(
            ContainerPath.Clean(asked.Device.ContainerPath), "bind", asked.Device.Node.Path, ["bind", "rprivate", "nosuid", "noexec", "rw"]))]
        : [];

    public static IReadOnlyList<LinuxDeviceCgroup> Rules(ContainerSpecInput input) =>
        input.HasHostDevices ? [AllowAll] : [DenyAll, .. Standard, .. Asked(input).Select(Rule)];

    private static bool IsBound(ContainerSpecInput input) => input.Sandbox.Namespaces.User is not null;

    // There can be one node at a path: the last one asked for, with its access and no other's.
    private static IEnumerable<ContainerDevice> Asked(ContainerSpecInput input) =>
        input.Devices.GroupBy(device => ContainerPath.Clean(device.Device.ContainerPath), StringComparer.Ordinal).Select(same => same.Last());

    private static LinuxDevice Node(HostDevice device) => new(
        Letter(device.Node.Type),
        ContainerPath.Clean(device.ContainerPath),
        device.Node.Major,
        device.Node.Minor,
        device.Node.Mode,
        device.Node.Uid,
        device.Node.Gid);

    private static LinuxDeviceCgroup Rule(ContainerDevice device) =>
        new(true, Letter(device.Device.Node.Type), device.Device.Node.Major, device.Device.Node.Minor, device.Access);

    private static string Letter(DeviceType type) => type == DeviceType.Block ? "b" : "c";
}
