namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>Which of the node's namespaces a pod uses, from its configuration (NamespaceOption).</summary>
public static class SandboxModes
{
    public static bool UsesHostNetwork(Cri.PodSandboxConfig config) => Options(config).Network == Cri.NamespaceMode.Node;

    public static bool UsesHostIpc(Cri.PodSandboxConfig config) => Options(config).Ipc == Cri.NamespaceMode.Node;

    /// <summary>All containers of the pod share one PID namespace (shareProcessNamespace).</summary>
    public static bool SharesPid(Cri.PodSandboxConfig config) => Options(config).Pid == Cri.NamespaceMode.Pod;

    /// <summary>The options in force; absent means the defaults of the API, all 0.</summary>
    public static Cri.NamespaceOption Options(Cri.PodSandboxConfig config) =>
        config.Linux?.SecurityContext?.NamespaceOptions ?? new Cri.NamespaceOption();
}
