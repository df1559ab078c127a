using CriSharp.Runtime.Security;
using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a container's security context must be like.</summary>
internal static class SecurityRules
{
    private const string Context = "linux.security_context";

    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(Cri.LinuxContainerSecurityContext security, Cri.PodSandboxConfig sandbox, NodeFacts node)
    {
        Check.Require(
            !security.Privileged || sandbox.Linux?.SecurityContext?.Privileged == true, $"{Context}.privileged", "the sandbox is not privileged");
        IdentityRules.Validate(Check, security.RunAsUser, security.RunAsUsername, security.RunAsGroup);
        IdentityRules.Groups(Check, security.SupplementalGroups, security.SupplementalGroupsPolicy);
        Capabilities(security.Capabilities);
        SeccompRules.Validate(Check, SeccompChoice.Of(security));
        AppArmorRules.Validate(Check, AppArmorChoice.Of(security), security.Privileged, node);
        SeLinuxRules.Validate(Check, security.SelinuxOptions, node);
        Paths("masked_paths", security.MaskedPaths);
        Paths("readonly_paths", security.ReadonlyPaths);
    }

    private static void Capabilities(Cri.Capability? capabilities)
    {
        Names("add_capabilities", capabilities?.AddCapabilities, mayBeAll: true);
        Names("drop_capabilities", capabilities?.DropCapabilities, mayBeAll: true);
        Names("add_ambient_capabilities", capabilities?.AddAmbientCapabilities, mayBeAll: false);
    }

    private static void Names(string field, IEnumerable<string>? names, bool mayBeAll)
    {
        foreach (var name in names ?? [])
        {
            Check.Require(
                ContainerCapabilities.FullName(name) is not null || (mayBeAll && ContainerCapabilities.IsAll(name)),
                $"{Context}.capabilities.{field}",
                $"there is no capability \"{name}\"");
        }
    }

    private static void Paths(string field, RepeatedField<string> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            Check.Absolute($"{Context}.{field}[{i}]", paths[i]);
        }
    }
}
