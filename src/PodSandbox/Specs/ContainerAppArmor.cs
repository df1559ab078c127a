using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.Security.AppArmor;
using ProfileType = Runtime.V1.SecurityProfile.Types.ProfileType;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The AppArmor profile of a container: one loaded on the node by name, or our default one, which also those have that ask for nothing; none
/// if it is privileged, asks for none, or AppArmor is off.
/// </summary>
internal static class ContainerAppArmor
{
    private const string Field = "linux.security_context.apparmor";

    /// <summary>The kernel's name of the profile, null for none.</summary>
    /// <exception cref="FailureException">
    /// InvalidArgument: the profile asked for is not loaded; FailedPrecondition: the default one is asked for and could not be.
    /// </exception>
    public static string? Profile(Cri.LinuxContainerSecurityContext security, AppArmorFacts node)
    {
        if (security.Privileged || !node.IsEnabled)
        {
            return null;
        }

        var choice = AppArmorChoice.Of(security);
        return choice?.ProfileType switch
        {
            null => node.DefaultProblem is null ? AppArmorDefault.Name : null,
            ProfileType.RuntimeDefault => node.DefaultProblem is { } problem
                ? throw ConfigCheck.Container.Failure(FailureKind.FailedPrecondition, Field, $"profile {AppArmorDefault.Name} cannot be had here: {problem}")
                : AppArmorDefault.Name,
            ProfileType.Localhost => node.Loaded.Contains(choice.LocalhostRef)
                ? choice.LocalhostRef
                : throw ConfigCheck.Container.Refused($"{Field}.localhost_ref", $"profile {choice.LocalhostRef} is not loaded on this node"),
            _ => null,
        };
    }
}
