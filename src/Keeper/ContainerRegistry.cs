using System.Collections.Concurrent;
using KeeperProtocol.V1;

namespace CriSharp.Keeper;

/// <summary>All containers by id. An id that is being launched is taken, but there is no container yet.</summary>
internal sealed class ContainerRegistry
{
    private readonly ConcurrentDictionary<string, KeptContainer> _containers = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _launches = new();

    internal IReadOnlyList<KeptContainer> All => [.. _containers.Values];

    /// <summary>Containers that run or are about to.</summary>
    internal int LivingCount => _launches.Count + _containers.Values.Count(container => container.IsRunning);

    /// <summary>Completes when the launches that are under way now have ended, well or badly.</summary>
    internal Task LaunchesAsync() => Task.WhenAll(_launches.Values.Select(launch => launch.Task));

    /// <summary>Completes when no launch of this id is under way.</summary>
    internal Task LaunchAsync(string containerId) => _launches.GetValueOrDefault(containerId)?.Task ?? Task.CompletedTask;

    /// <summary>Takes an id for a launch, until <see cref="EndLaunch"/>.</summary>
    /// <exception cref="RefusedException">The id is taken.</exception>
    internal void BeginLaunch(string containerId)
    {
        var isFirst = _launches.TryAdd(containerId, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (isFirst && !_containers.ContainsKey(containerId))
        {
            return;
        }

        if (isFirst)
        {
            EndLaunch(containerId);
        }

        throw new RefusedException(Failure.Types.Kind.AlreadyExists, $"launch {containerId}: the container is there already");
    }

    /// <summary>To be called after <see cref="Add"/>, or if there is nothing to add.</summary>
    internal void EndLaunch(string containerId)
    {
        if (_launches.TryRemove(containerId, out var launch))
        {
            launch.SetResult();
        }
    }

    /// <summary>Makes a container known.</summary>
    internal void Add(KeptContainer container) => _containers[container.Id] = container;

    /// <summary>Makes the id free, unless another container has it by now.</summary>
    internal void Remove(KeptContainer container) => _containers.TryRemove(KeyValuePair.Create(container.Id, container));

    /// <summary>Null if there is no such container, or not yet.</summary>
    internal KeptContainer? Find(string containerId) => _containers.GetValueOrDefault(containerId);

    /// <exception cref="RefusedException">There is no such container.</exception>
    internal KeptContainer Get(string operation, string containerId) => Find(containerId)
        ?? throw new RefusedException(Failure.Types.Kind.NotFound, $"{operation} {containerId}: no such container");
}
