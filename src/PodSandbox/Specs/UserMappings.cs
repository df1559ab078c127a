using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The mappings of a pod's user namespace as the OCI runtime wants to be told them.</summary>
internal static class UserMappings
{
    public static LinuxSection WithMappings(this LinuxSection section, SandboxFacts sandbox) =>
        PodUserNamespace.Of(sandbox.Config) is { } own
            ? section with { UidMappings = Said(own.Uids), GidMappings = Said(own.Gids) }
            : section;

    private static IReadOnlyList<LinuxIdMapping> Said(IReadOnlyList<IdMapping> mappings) =>
        [.. mappings.Select(mapping => new LinuxIdMapping(mapping.ContainerId, mapping.HostId, mapping.Length))];
}
