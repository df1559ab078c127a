using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>Mounts that show a path of the host in the container.</summary>
internal static class BindMount
{
    /// <summary>A mount of the CRI configuration.</summary>
    public static Mount Of(ResolvedMount mount) => new(
        ContainerPath.Clean(mount.Mount.ContainerPath),
        "bind",
        mount.Source,
        ["rbind", Propagation(mount.Mount.Propagation), Access(mount), .. mount.Mount.MountOptions.Distinct()]);

    /// <summary>A mount of our own.</summary>
    public static Mount Of(string source, string destination, bool isReadonly) =>
        new(destination, "bind", source, ["rbind", "rprivate", isReadonly ? "ro" : "rw"]);

    /// <summary>The mount option that stands for a propagation.</summary>
    public static string Propagation(Cri.MountPropagation propagation) => propagation switch
    {
        Cri.MountPropagation.PropagationBidirectional => "rshared",
        Cri.MountPropagation.PropagationHostToContainer => "rslave",
        _ => "rprivate",
    };

    // Below what is no directory nothing is mounted; crun before 1.14.4 knows rro for directories only, and before 1.16 not for devices.
    private static string Access(ResolvedMount mount) =>
        !mount.Mount.Readonly ? "rw"
        : mount.Mount.RecursiveReadOnly && mount.IsDirectory ? "rro"
        : "ro";
}
