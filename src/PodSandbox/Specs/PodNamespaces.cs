namespace CriSharp.PodSandbox.Specs;

/// <summary>Which namespaces a sandbox or a container is to have; what a configuration does not say is POD, the schema's zero.</summary>
public static class PodNamespaces
{
    private static readonly Cri.NamespaceOption Unsaid = new();

    /// <summary>The sandbox's options.</summary>
    public static Cri.NamespaceOption Of(Cri.PodSandboxConfig config) => config.Linux?.SecurityContext?.NamespaceOptions ?? Unsaid;

    /// <summary>The container's options: its own, or the sandbox's where it has none.</summary>
    public static Cri.NamespaceOption Of(Cri.ContainerConfig config, Cri.PodSandboxConfig sandbox) =>
        config.Linux?.SecurityContext?.NamespaceOptions ?? Of(sandbox);
}
