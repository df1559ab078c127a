namespace CriSharp.PodSandbox;

/// <summary>What an operator may set for pods and containers.</summary>
public sealed class PodSandboxOptions
{
    /// <summary>Cgroup under which pods go whose sandbox configuration names none: a cgroupfs path, or a slice with the systemd driver.</summary>
    public string CgroupParent { get; set; } = "/crisharp";

    /// <summary>Who makes cgroups: the file system, or systemd.</summary>
    public Cri.CgroupDriver CgroupDriver { get; set; } = Cri.CgroupDriver.Cgroupfs;

    /// <summary>In pods with a network of their own any user may bind ports below 1024.</summary>
    public bool UnprivilegedPorts { get; set; } = true;

    /// <summary>In pods with a network of their own any user may send ICMP echo requests.</summary>
    public bool UnprivilegedIcmp { get; set; } = true;

    /// <summary>Size of a pod's /dev/shm.</summary>
    public long ShmSizeBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long one step of a teardown may take before it is reported and the next one is tried.</summary>
    public TimeSpan TeardownStepLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an OCI runtime may take to change the limits of a container before it is ended.</summary>
    public TimeSpan UpdateLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the device nodes that a container asks for belong to its process, so that one that is not root can open them
    /// (Kubernetes: non-root containers and devices); else they have the owner that they have on the host.
    /// </summary>
    public bool DeviceOwnershipFromSecurityContext { get; set; }

    /// <summary>Path of the init program of pods that share their PID namespace; a static binary that knows <c>-P</c>.</summary>
    public string PodInitPath { get; set; } = "/usr/bin/catatonit";
}
