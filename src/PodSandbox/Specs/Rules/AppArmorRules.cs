using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What the choice of an AppArmor profile must be like, in a sandbox's or a container's security context.</summary>
internal static class AppArmorRules
{
    private const string Field = "linux.security_context.apparmor";

    public static void Validate(ConfigCheck check, Cri.SecurityProfile? choice, bool privileged, NodeFacts node)
    {
        if (choice is null || privileged)
        {
            return;
        }

        check.Known($"{Field}.profile_type", choice.ProfileType);
        var isLocalhost = choice.ProfileType == Cri.SecurityProfile.Types.ProfileType.Localhost;
        check.Require(isLocalhost == choice.LocalhostRef.Length > 0, $"{Field}.localhost_ref", "goes with the profile type Localhost, and only with it");
        check.Require(!choice.LocalhostRef.Any(char.IsControl), $"{Field}.localhost_ref", "is not the name of a profile");

        // The default profile is what the node confines containers with, and a node without AppArmor does not: nothing is lost.
        check.Require(node.Description.AppArmor || !isLocalhost, $"{Field}.localhost_ref", "this node has no AppArmor");
    }
}
