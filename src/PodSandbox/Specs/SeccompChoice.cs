namespace CriSharp.PodSandbox.Specs;

/// <summary>Which system call filter a security context asks for, whether by the typed field or by the deprecated string; absent: unconfined.</summary>
public sealed record SeccompChoice
{
    private const string LocalhostPrefix = "localhost/";

    private SeccompChoice(Cri.SecurityProfile.Types.ProfileType type, string path = "")
    {
        Type = type;
        Path = path;
    }

    internal Cri.SecurityProfile.Types.ProfileType Type { get; }

    /// <summary>With Localhost: the profile's file on the node.</summary>
    internal string Path { get; }

    /// <summary>The file that must be read before the container's configuration can be built; null if none is needed.</summary>
    public static string? LocalhostPath(Cri.ContainerConfig config)
    {
        var security = config.Linux?.SecurityContext;
        return security is not { Privileged: false } || Of(security) is not { Type: Cri.SecurityProfile.Types.ProfileType.Localhost } choice
            ? null
            : choice.Path;
    }

#pragma warning disable CS0612 // Deprecated in the schema; crictl and critest still use it.
    internal static SeccompChoice? Of(Cri.LinuxContainerSecurityContext security) => Of(security.Seccomp, security.SeccompProfilePath);

    internal static SeccompChoice? Of(Cri.LinuxSandboxSecurityContext security) => Of(security.Seccomp, security.SeccompProfilePath);
#pragma warning restore CS0612

    // Null: the string is none of the known forms.
    private static SeccompChoice? Of(Cri.SecurityProfile? typed, string text) => (typed, text) switch
    {
        ({ } profile, _) => new SeccompChoice(profile.ProfileType, WithoutPrefix(profile.LocalhostRef)),
        (null, "" or "unconfined") => new SeccompChoice(Cri.SecurityProfile.Types.ProfileType.Unconfined),
        (null, "runtime/default" or "docker/default") => new SeccompChoice(Cri.SecurityProfile.Types.ProfileType.RuntimeDefault),
        _ when text.StartsWith(LocalhostPrefix, StringComparison.Ordinal) =>
            new SeccompChoice(Cri.SecurityProfile.Types.ProfileType.Localhost, WithoutPrefix(text)),
        _ => null,
    };

    private static string WithoutPrefix(string path) =>
        path.StartsWith(LocalhostPrefix, StringComparison.Ordinal) ? path[LocalhostPrefix.Length..] : path;
}
