using CriSharp.PodSandbox.Ids;

namespace CriSharp.PodSandbox.Concurrency;

/// <summary>The locks of sandboxes and containers, held by orchestrators alone. Order: sandbox before container.</summary>
public sealed class EntityLocks
{
    public KeyedLock<SandboxId> Sandboxes { get; } = new();

    public KeyedLock<ContainerId> Containers { get; } = new();
}
