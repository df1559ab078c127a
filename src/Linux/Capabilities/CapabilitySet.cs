namespace CriSharp.Linux.Capabilities;

/// <summary>A set of capabilities as the kernel writes it: bit n is capability n (capabilities(7)).</summary>
public readonly record struct CapabilitySet(ulong Bits)
{
    // Positions are the kernel's numbers (linux/capability.h); names are what OCI specifications and the CRI use.
    private static readonly string[] KernelNames =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
        "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT",
        "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
        "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL",
        "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND",
        "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>Every name known here, in the kernel's order.</summary>
    public static IReadOnlyList<string> AllNames => KernelNames;

    /// <summary>The names of the members, in the kernel's order. Bits of a newer kernel that have no name here are left out.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var bits = Bits;
            return [.. KernelNames.Where((_, number) => (bits >> number & 1) != 0)];
        }
    }

    /// <summary>Whether the capability of this name, e.g. <c>CAP_SYS_ADMIN</c>, is in the set.</summary>
    public bool Contains(string name)
    {
        var number = Array.IndexOf(KernelNames, name);
        return number >= 0 && (Bits >> number & 1) != 0;
    }
}
