using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What the choice of an AppArmor profile must be like. Profiles of the node's own can be named; a default one is not offered yet.</summary>
internal static class AppArmorRules
{
    private const string Field = "linux.security_context.apparmor";

    public static void Validate(Cri.LinuxContainerSecurityContext security, NodeFacts node)
    {
        if (ContainerAppArmor.Choice(security) is not { } choice || security.Privileged)
        {
            return;
        }

        var check = ConfigCheck.Container;
        check.Known($"{Field}.profile_type", choice.ProfileType);
        var isLocalhost = choice.ProfileType == Cri.SecurityProfile.Types.ProfileType.Localhost;
        check.Require(isLocalhost == choice.LocalhostRef.Length > 0, $"{Field}.localhost_ref", "goes with the profile type Localhost, and only with it");
        check.Require(!choice.LocalhostRef.Any(char.IsControl), $"{Field}.localhost_ref", "is not the name of a profile");
        check.Require(node.Description.AppArmor || !isLocalhost, $"{Field}.localhost_ref", "this node has no AppArmor");
        if (node.Description.AppArmor && choice.ProfileType == Cri.SecurityProfile.Types.ProfileType.RuntimeDefault)
        {
            throw check.NotOffered($"{Field}.profile_type", "an AppArmor profile of the runtime's own is not offered");
        }
    }
}
