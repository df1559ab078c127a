namespace CriSharp.Runtime.Security;

/// <summary>Files of the kernel that a container should not see or change, where the client says nothing about them.</summary>
public static class KernelPaths
{
    /// <summary>Hidden: they tell about the host or its hardware.</summary>
    public static IReadOnlyList<string> Masked { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    /// <summary>Visible, but changes would reach the host.</summary>
    public static IReadOnlyList<string> Readonly { get; } =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
