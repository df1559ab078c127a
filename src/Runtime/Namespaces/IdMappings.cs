namespace CriSharp.Runtime.Namespaces;

/// <summary>The user ids and the group ids of a user namespace, or of a mount. Two are equal if they map alike.</summary>
public sealed record IdMappings(IReadOnlyList<IdMapping> Uids, IReadOnlyList<IdMapping> Gids)
{
    /// <summary>Who is root inside, as the node sees it; null if nobody is.</summary>
    public uint? RootUid => UidOnNode(0);

    /// <inheritdoc cref="RootUid"/>
    public uint? RootGid => GidOnNode(0);

    /// <summary>A user inside as the node sees it; null if there is no such user.</summary>
    public uint? UidOnNode(uint uid) => OnNode(Uids, uid);

    /// <inheritdoc cref="UidOnNode"/>
    public uint? GidOnNode(uint gid) => OnNode(Gids, gid);

    public bool Equals(IdMappings? other) => other is not null && Uids.SequenceEqual(other.Uids) && Gids.SequenceEqual(other.Gids);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var mapping in Uids.Concat(Gids))
        {
            hash.Add(mapping);
        }

        return hash.ToHashCode();
    }

    /// <summary>The lines of <c>uid_map</c> or <c>gid_map</c> (user_namespaces(7)).</summary>
    internal static string Lines(IReadOnlyList<IdMapping> mappings) =>
        string.Concat(mappings.Select(mapping => $"{mapping.ContainerId} {mapping.HostId} {mapping.Length}\n"));

    private static uint? OnNode(IReadOnlyList<IdMapping> mappings, uint id)
    {
        foreach (var mapping in mappings)
        {
            if (id >= mapping.ContainerId && id - mapping.ContainerId < mapping.Length)
            {
                return mapping.HostId + (id - mapping.ContainerId);
            }
        }

        return null;
    }
}
