namespace CriSharp.PodSandbox.Specs;

/// <summary>The AppArmor profile of a container: a profile loaded on the node by name, or none.</summary>
internal static class ContainerAppArmor
{
    private const string LocalhostPrefix = "localhost/";

    /// <summary>The kernel's name of the profile, null for none. The typed field wins over the deprecated string.</summary>
    public static string? Profile(Cri.LinuxContainerSecurityContext security)
    {
        if (security.Privileged)
        {
            return null;
        }

        var choice = Choice(security);
        return choice?.ProfileType == Cri.SecurityProfile.Types.ProfileType.Localhost ? choice.LocalhostRef : null;
    }

    /// <summary>What is asked for, with a leading <c>localhost/</c> taken off; null if nothing is.</summary>
    public static Cri.SecurityProfile? Choice(Cri.LinuxContainerSecurityContext security)
    {
        if (security.Apparmor is { } typed)
        {
            var named = typed.Clone();
            named.LocalhostRef = WithoutPrefix(typed.LocalhostRef);
            return named;
        }

#pragma warning disable CS0612 // Deprecated in the schema; crictl configurations still use it.
        var text = security.ApparmorProfile;
#pragma warning restore CS0612
        return text switch
        {
            "" => null,
            "unconfined" => new Cri.SecurityProfile { ProfileType = Cri.SecurityProfile.Types.ProfileType.Unconfined },
            "runtime/default" => new Cri.SecurityProfile { ProfileType = Cri.SecurityProfile.Types.ProfileType.RuntimeDefault },
            _ => new Cri.SecurityProfile
            {
                ProfileType = Cri.SecurityProfile.Types.ProfileType.Localhost,
                LocalhostRef = WithoutPrefix(text),
            },
        };
    }

    private static string WithoutPrefix(string name) =>
        name.StartsWith(LocalhostPrefix, StringComparison.Ordinal) ? name[LocalhostPrefix.Length..] : name;
}
