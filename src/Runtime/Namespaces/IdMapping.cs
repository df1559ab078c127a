namespace CriSharp.Runtime.Namespaces;

/// <summary>
/// A range of user or group ids and what the node has in their place (user_namespaces(7), IDMapping of the CRI).
/// </summary>
/// <param name="ContainerId">The first id inside; of a mount, the first on disk.</param>
/// <param name="HostId">The first id on the node.</param>
/// <param name="Length">How many ids.</param>
public readonly record struct IdMapping(uint ContainerId, uint HostId, uint Length);
