using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>A process's user and groups in its pod's user namespace.</summary>
internal static class MappedIdentity
{
    private const string Context = "linux.security_context";

    /// <summary>Requires that all of them exist there.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument: one does not, naming the field it came from.</exception>
    public static void Require(ProcessUser user, Cri.LinuxContainerSecurityContext security, Cri.PodSandboxConfig sandbox)
    {
        if (PodUserNamespace.Of(sandbox) is not { } own)
        {
            return;
        }

        var isAsked = security.RunAsUser is not null || security.RunAsUsername.Length > 0;
        Require(own.UidOnNode(user.Uid), user.Uid, isAsked ? ConfigCheck.Container : ConfigCheck.Image, isAsked ? $"{Context}.run_as_user" : "User");
        foreach (var group in user.Groups.Prepend(user.Gid))
        {
            var isSupplemental = security.SupplementalGroups.Contains(group);
            Require(own.GidOnNode(group), group, ConfigCheck.Container, $"{Context}.{(isSupplemental ? "supplemental_groups" : "run_as_group")}");
        }
    }

    /// <summary>A user and group of the pod as the node has them.</summary>
    public static (uint Uid, uint Gid) OnNode(uint uid, uint gid, Cri.PodSandboxConfig sandbox) =>
        PodUserNamespace.Of(sandbox) is { } own ? (own.UidOnNode(uid) ?? uid, own.GidOnNode(gid) ?? gid) : (uid, gid);

    private static void Require(uint? onNode, uint id, ConfigCheck config, string field) =>
        config.Require(onNode is not null, field, $"{id} is not an id of the pod's user namespace");
}
