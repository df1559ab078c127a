using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The user namespace that a pod asks for (KEP-127). No word about it means the node's.</summary>
public static class PodUserNamespace
{
    /// <summary>Its mappings; null: the pod uses the node's. The configuration must have passed its rules.</summary>
    public static IdMappings? Of(Cri.PodSandboxConfig config) =>
        PodNamespaces.Of(config).UsernsOptions is { Mode: Cri.NamespaceMode.Pod } options ? Mappings(options.Uids, options.Gids) : null;

    /// <summary>The node's group that the pod's root has: whoever works for such a pod has it; null: the pod uses the node's.</summary>
    public static uint? RootGroup(Cri.PodSandboxConfig config) => Of(config)?.RootGid;

    /// <summary>The mappings of a volume; null: it has none of its own.</summary>
    public static IdMappings? Of(Cri.Mount mount) => mount.UidMappings.Count > 0 ? Mappings(mount.UidMappings, mount.GidMappings) : null;

    private static IdMappings Mappings(IEnumerable<Cri.IDMapping> uids, IEnumerable<Cri.IDMapping> gids) => new(Ranges(uids), Ranges(gids));

    private static IReadOnlyList<IdMapping> Ranges(IEnumerable<Cri.IDMapping> mappings) =>
        [.. mappings.Select(mapping => new IdMapping(mapping.ContainerId, mapping.HostId, mapping.Length))];
}
