namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Which AppArmor profile a security context asks for, by the typed field or by the deprecated string; the typed one wins.
/// </summary>
internal static class AppArmorChoice
{
    private const string LocalhostPrefix = "localhost/";

#pragma warning disable CS0612 // Deprecated in the schema; crictl and critest still use it.
    /// <summary>What is asked for, with a leading <c>localhost/</c> taken off; null if nothing is.</summary>
    public static Cri.SecurityProfile? Of(Cri.LinuxContainerSecurityContext security) => Of(security.Apparmor, security.ApparmorProfile);
#pragma warning restore CS0612

    /// <inheritdoc cref="Of(Cri.LinuxContainerSecurityContext)"/>
    public static Cri.SecurityProfile? Of(Cri.LinuxSandboxSecurityContext security) => Of(security.Apparmor, "");

    private static Cri.SecurityProfile? Of(Cri.SecurityProfile? typed, string text) => (typed, text) switch
    {
        ({ } profile, _) => Profile(profile.ProfileType, profile.LocalhostRef),
        (null, "") => null,
        (null, "unconfined") => Profile(Cri.SecurityProfile.Types.ProfileType.Unconfined),
        (null, "runtime/default") => Profile(Cri.SecurityProfile.Types.ProfileType.RuntimeDefault),
        _ => Profile(Cri.SecurityProfile.Types.ProfileType.Localhost, text),
    };

    private static Cri.SecurityProfile Profile(Cri.SecurityProfile.Types.ProfileType type, string name = "") => new()
    {
        ProfileType = type,
        LocalhostRef = name.StartsWith(LocalhostPrefix, StringComparison.Ordinal) ? name[LocalhostPrefix.Length..] : name,
    };
}
