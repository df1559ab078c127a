using CriSharp.PodSandbox.Specs;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>Which of the node's namespaces a pod uses, from its configuration (NamespaceOption).</summary>
public static class SandboxModes
{
    public static bool UsesHostNetwork(Cri.PodSandboxConfig config) => PodNamespaces.Of(config).Network == Cri.NamespaceMode.Node;

    public static bool UsesHostIpc(Cri.PodSandboxConfig config) => PodNamespaces.Of(config).Ipc == Cri.NamespaceMode.Node;

    /// <summary>All containers of the pod share one PID namespace (shareProcessNamespace).</summary>
    public static bool SharesPid(Cri.PodSandboxConfig config) => PodNamespaces.Of(config).Pid == Cri.NamespaceMode.Pod;
}
