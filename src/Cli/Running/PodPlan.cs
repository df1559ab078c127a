using CriSharp.Cli.Arguments;

namespace CriSharp.Cli.Running;

/// <summary>The pod and the container that <c>run</c> asks the daemon for; a pure function of what was typed.</summary>
/// <param name="Pod">One pod for one container, of the same name.</param>
/// <param name="Container">The container.</param>
internal sealed record PodPlan(Cri.PodSandboxConfig Pod, Cri.ContainerConfig Container)
{
    /// <summary>The log of the container within the pod's log directory.</summary>
    public const string LogFile = "0.log";

    private const int LongestHostname = 63;

    // The kubelet's defaults for /proc and /sys; the CRI takes these lists as they are, so none would mean none.
    private static readonly string[] MaskedPaths =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private static readonly string[] ReadOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Makes the plan for a pod called <paramref name="name"/>; <paramref name="imageId"/> is what the pull answered.</summary>
    public static PodPlan Create(RunOptions options, string name, string uid, string imageId, string logRoot)
    {
        var metadata = new Cri.PodSandboxMetadata { Name = name, Namespace = RunPods.Namespace, Uid = uid };
        var pod = new Cri.PodSandboxConfig
        {
            Metadata = metadata,
            // The CRI wants none where the pod has the host's own.
            Hostname = options.HostNetwork ? "" : options.Hostname ?? name[..Math.Min(name.Length, LongestHostname)],
            LogDirectory = RunPods.LogDirectory(logRoot, metadata),
            PortMappings = { options.Ports },
            Linux = new Cri.LinuxPodSandboxConfig
            {
                SecurityContext = new Cri.LinuxSandboxSecurityContext
                {
                    NamespaceOptions = NamespacesOf(options),
                    Privileged = options.Privileged,
                    Seccomp = SeccompOf(options),
                },
            },
        };
        RunPods.SetMark(pod);
        var container = new Cri.ContainerConfig
        {
            Metadata = new Cri.ContainerMetadata { Name = name },
            Image = new Cri.ImageSpec { Image = imageId, UserSpecifiedImage = options.Image },
            Command = { options.Entrypoint is { } entrypoint ? [entrypoint] : Array.Empty<string>() },
            Args = { options.Arguments },
            WorkingDir = options.WorkingDirectory,
            Envs = { options.Environment },
            Mounts = { options.Mounts },
            LogPath = LogFile,
            Linux = new Cri.LinuxContainerConfig { Resources = ResourcesOf(options), SecurityContext = SecurityOf(options) },
        };
        foreach (var (key, value) in options.Labels)
        {
            pod.Labels[key] = value;
            container.Labels[key] = value;
        }

        return new PodPlan(pod, container);
    }

    private static Cri.LinuxContainerResources ResourcesOf(RunOptions options) => new()
    {
        MemoryLimitInBytes = options.MemoryBytes,
        CpuQuota = options.CpuQuota,
        CpuPeriod = options.CpuQuota == 0 ? 0 : CpuCount.PeriodMicroseconds,
    };

    private static Cri.LinuxContainerSecurityContext SecurityOf(RunOptions options)
    {
        var security = new Cri.LinuxContainerSecurityContext
        {
            NamespaceOptions = NamespacesOf(options),
            Privileged = options.Privileged,
            ReadonlyRootfs = options.ReadOnly,
            Seccomp = SeccompOf(options),
            MaskedPaths = { options.Privileged ? [] : MaskedPaths },
            ReadonlyPaths = { options.Privileged ? [] : ReadOnlyPaths },
        };
        options.User?.ApplyTo(security);
        return security;
    }

    private static Cri.NamespaceOption NamespacesOf(RunOptions options) => new()
    {
        Network = options.HostNetwork ? Cri.NamespaceMode.Node : Cri.NamespaceMode.Pod,
        Pid = Cri.NamespaceMode.Container,
        Ipc = Cri.NamespaceMode.Pod,
    };

    private static Cri.SecurityProfile SeccompOf(RunOptions options) => new()
    {
        ProfileType = options.Privileged
            ? Cri.SecurityProfile.Types.ProfileType.Unconfined
            : Cri.SecurityProfile.Types.ProfileType.RuntimeDefault,
    };
}
