using System.Collections.Concurrent;
using KeeperProtocol.V1;

namespace CriSharp.Keeper;

/// <summary>All containers by id. An id that is being launched is taken, but there is no container yet.</summary>
internal sealed class ContainerRegistry
{
    private readonly ConcurrentDictionary<string, KeptContainer?> _containers = new();

    internal IReadOnlyList<KeptContainer> All => [.. _containers.Values.OfType<KeptContainer>()];

    /// <summary>Containers that run or are about to.</summary>
    internal int LivingCount => _containers.Values.Count(container => container is null or { IsRunning: true });

    /// <exception cref="RefusedException">The id is taken.</exception>
    internal void Reserve(string containerId)
    {
        if (!_containers.TryAdd(containerId, null))
        {
            throw new RefusedException(Failure.Types.Kind.AlreadyExists, $"launch {containerId}: the container is there already");
        }
    }

    /// <summary>Makes a container known, in place of its reservation.</summary>
    internal void Add(KeptContainer container) => _containers[container.Id] = container;

    /// <summary>Makes the id free.</summary>
    internal void Remove(string containerId) => _containers.TryRemove(containerId, out _);

    /// <summary>Null if there is no such container, or not yet.</summary>
    internal KeptContainer? Find(string containerId) => _containers.GetValueOrDefault(containerId);

    /// <exception cref="RefusedException">There is no such container.</exception>
    internal KeptContainer Get(string operation, string containerId) => Find(containerId)
        ?? throw new RefusedException(Failure.Types.Kind.NotFound, $"{operation} {containerId}: no such container");
}
