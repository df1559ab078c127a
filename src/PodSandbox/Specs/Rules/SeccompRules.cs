namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What the choice of a system call filter must be like.</summary>
internal static class SeccompRules
{
    private const string Field = "linux.security_context.seccomp";

    public static void Validate(ConfigCheck check, SeccompChoice? choice)
    {
        check.Require(choice is not null, $"{Field}_profile_path", "is none of runtime/default, unconfined and localhost/<absolute path>");
        check.Known($"{Field}.profile_type", choice.Type);
        if (choice.Type == Cri.SecurityProfile.Types.ProfileType.Localhost)
        {
            check.Absolute($"{Field}.localhost_ref", choice.Path);
        }
        else
        {
            check.Require(choice.Path.Length == 0, $"{Field}.localhost_ref", "is only for the profile type Localhost");
        }
    }
}
