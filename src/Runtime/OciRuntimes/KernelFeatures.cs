namespace CriSharp.Runtime.OciRuntimes;

/// <summary>The part of a handler's features that is the kernel's.</summary>
public sealed class KernelFeatures(Version kernel)
{
    private static readonly Version MountSetAttributes = new(5, 12); // mount_setattr(2)

    /// <summary>What of a program's abilities works on this kernel.</summary>
    public OciRuntimeFeatures Narrow(OciRuntimeFeatures program) => program with
    {
        RecursiveReadOnlyMounts = program.RecursiveReadOnlyMounts && kernel >= MountSetAttributes,
    };
}
