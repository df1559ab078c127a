using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Specs;

/// <summary>Whether a process's user and groups exist in its pod's user namespace.</summary>
internal static class MappedIdentity
{
    private const string Context = "linux.security_context";

    /// <exception cref="Failures.FailureException">InvalidArgument: one does not, naming the field it came from.</exception>
    public static void Require(ProcessUser user, Cri.LinuxContainerSecurityContext security, Cri.PodSandboxConfig sandbox)
    {
        if (PodUserNamespace.Of(sandbox) is not { } own)
        {
            return;
        }

        var isAsked = security.RunAsUser is not null || security.RunAsUsername.Length > 0;
        Require(own.Uids, user.Uid, isAsked ? ConfigCheck.Container : ConfigCheck.Image, isAsked ? $"{Context}.run_as_user" : "User");
        foreach (var group in user.Groups.Prepend(user.Gid))
        {
            var isSupplemental = security.SupplementalGroups.Contains(group);
            Require(own.Gids, group, ConfigCheck.Container, $"{Context}.{(isSupplemental ? "supplemental_groups" : "run_as_group")}");
        }
    }

    private static void Require(IReadOnlyList<IdMapping> mappings, uint id, ConfigCheck config, string field) => config.Require(
        mappings.Any(mapping => id >= mapping.ContainerId && id - mapping.ContainerId < mapping.Length),
        field,
        $"{id} is not an id of the pod's user namespace");
}
