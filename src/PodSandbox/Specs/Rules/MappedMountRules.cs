namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a user namespace asks of a container's mounts, and mounts with mapped owners of the pod.</summary>
internal static class MappedMountRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(IReadOnlyList<Cri.Mount> mounts, Cri.PodSandboxConfig sandbox)
    {
        var isMapped = PodUserNamespace.Of(sandbox) is not null;
        for (var i = 0; i < mounts.Count; i++)
        {
            Mappings($"mounts[{i}]", mounts[i], isMapped);
            // The kernel lets nothing spread from the mounts of a user namespace to its parent's (mount_namespaces(7)).
            Check.Require(
                !isMapped || mounts[i].Propagation != Cri.MountPropagation.PropagationBidirectional,
                $"mounts[{i}].propagation",
                "cannot be bidirectional out of a user namespace");
        }
    }

    private static void Mappings(string field, Cri.Mount mount, bool isMapped)
    {
        if (mount.UidMappings.Count + mount.GidMappings.Count == 0)
        {
            return;
        }

        var said = mount.UidMappings.Count > 0 ? "uidMappings" : "gidMappings";
        Check.Require(isMapped, $"{field}.{said}", "needs a pod with a user namespace");
        Check.Require(mount.UidMappings.Count > 0, $"{field}.uidMappings", "is needed with gidMappings");
        Check.Require(mount.GidMappings.Count > 0, $"{field}.gidMappings", "is needed with uidMappings");
        UserNamespaceRules.Ranges(Check, $"{field}.uidMappings", mount.UidMappings);
        UserNamespaceRules.Ranges(Check, $"{field}.gidMappings", mount.GidMappings);
        Check.Require(mount.HostPath.Length > 0, $"{field}.{said}", "is for host paths");
    }
}
