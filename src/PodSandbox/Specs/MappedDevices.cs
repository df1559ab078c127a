using CriSharp.Runtime.Devices;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Devices in a user namespace. Nobody makes device nodes there, so an OCI runtime binds the node's own; runc only knows where that is if the
/// container is to have it at the same place. The others are bound like files.
/// </summary>
internal static class MappedDevices
{
    /// <summary>Whether the device comes as a mount, not as a device.</summary>
    public static bool IsMount(HostDevice device, SandboxFacts sandbox) =>
        PodUserNamespace.Of(sandbox.Config) is not null && device.ContainerPath != device.Node.Path;

    /// <summary>The mounts of those that do.</summary>
    public static IEnumerable<Mount> Mounts(ContainerSpecInput input) => input.Devices
        .Select(device => device.Device)
        .Where(device => IsMount(device, input.Sandbox))
        .Select(device => new Mount(ContainerPath.Clean(device.ContainerPath), "bind", device.Node.Path, ["bind", "rprivate", "nosuid", "noexec", "rw"]));
}
