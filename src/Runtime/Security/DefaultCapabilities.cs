namespace CriSharp.Runtime.Security;

/// <summary>The fourteen capabilities that containers of the field have when nothing is asked for: images expect them.</summary>
public static class DefaultCapabilities
{
    /// <summary>Names with <c>CAP_</c> (capabilities(7)), in the kernel's order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_CHROOT", "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP",
    ];
}
