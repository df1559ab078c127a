using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What the resources of a pod must be like, when it is made and when they change.</summary>
public static class PodResourceRules
{
    /// <summary>Checks those of a sandbox's configuration.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument naming the field.</exception>
    public static void Validate(Cri.LinuxPodSandboxConfig? linux, NodeFacts node) =>
        Validate(ConfigCheck.Sandbox, "linux.", linux?.Overhead, linux?.Resources, node);

    /// <summary>Checks those of UpdatePodSandboxResources.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument naming the field.</exception>
    public static void Validate(Cri.LinuxContainerResources? overhead, Cri.LinuxContainerResources? resources, NodeFacts node) =>
        Validate(ConfigCheck.SandboxUpdate, "", overhead, resources, node);

    private static void Validate(
        ConfigCheck check, string parent, Cri.LinuxContainerResources? overhead, Cri.LinuxContainerResources? resources, NodeFacts node)
    {
        if (overhead is not null)
        {
            ResourceRules.Validate(check, $"{parent}overhead", overhead, node);
        }

        if (resources is not null)
        {
            ResourceRules.Validate(check, $"{parent}resources", resources, node);
        }
    }
}
