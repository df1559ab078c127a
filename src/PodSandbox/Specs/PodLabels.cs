using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The SELinux contexts of pods and containers: the node's own for containers, with the parts that the client gives. What shares the node's
/// PID or IPC namespace is not confined unless the client says how: its type could not even look at the processes it shares them with.
/// </summary>
public static class PodLabels
{
    // Super privileged container: what the policies have for those that manage the node.
    private const string UnconfinedType = "spc_t";

    /// <summary>The level that the client gives the pod; null: it is to have one of its own.</summary>
    public static string? LevelOf(Cri.PodSandboxConfig config) =>
        config.Linux?.SecurityContext?.SelinuxOptions is { Level.Length: > 0 } options ? options.Level : null;

    /// <summary>The pod's contexts, with <paramref name="level"/>.</summary>
    public static SeLinuxLabels Pod(Cri.PodSandboxConfig config, SeLinuxContexts node, string level)
    {
        var options = config.Linux?.SecurityContext?.SelinuxOptions;
        var namespaces = PodNamespaces.Of(config);
        var isUnconfined = !IsSaid(options) && (namespaces.Pid == Cri.NamespaceMode.Node || namespaces.Ipc == Cri.NamespaceMode.Node);
        var process = isUnconfined ? Unconfined(node) : With(node.Process, options) with { Level = level };
        return new SeLinuxLabels(process.ToString(), (node.File with { Level = level }).ToString());
    }

    /// <summary>The container's contexts: its own if the client gives it any, at the pod's level unless it says another; else the pod's.</summary>
    public static SeLinuxLabels Container(Cri.LinuxContainerSecurityContext security, SeLinuxContexts node, SeLinuxLabels pod)
    {
        if (security.Privileged)
        {
            return pod with { Process = Unconfined(node).ToString() };
        }

        if (!IsSaid(security.SelinuxOptions))
        {
            return pod;
        }

        var level = security.SelinuxOptions.Level.Length > 0 ? security.SelinuxOptions.Level : LevelIn(pod.Mount);
        return new SeLinuxLabels(
            (With(node.Process, security.SelinuxOptions) with { Level = level }).ToString(), (node.File with { Level = level }).ToString());
    }

    /// <summary>The level in a context.</summary>
    public static string LevelIn(string label) => SeLinuxLabel.Parse(label)?.Level ?? "";

    private static bool IsSaid(Cri.SELinuxOption? options) => options is not null && !options.Equals(new Cri.SELinuxOption());

    private static SeLinuxLabel Unconfined(SeLinuxContexts node) => node.Process with { Type = UnconfinedType, Level = node.Process.Sensitivity };

    private static SeLinuxLabel With(SeLinuxLabel label, Cri.SELinuxOption? options) => label with
    {
        User = options is { User.Length: > 0 } ? options.User : label.User,
        Role = options is { Role.Length: > 0 } ? options.Role : label.Role,
        Type = options is { Type.Length: > 0 } ? options.Type : label.Type,
    };
}
