using System.Text.Json.Serialization;

namespace CriSharp.PodSandbox.State;

#pragma warning disable CA1822 // A transition is an instance member of the case that has it, so that an illegal one does not compile.

/// <summary>
/// Where a sandbox is in its life:
/// <code>
/// Preparing ──► Ready ──► NotReady ──► (record removed)
///     └────────────────────► ▲   what could not be undone stays listed, so that Remove can finish it
/// </code>
/// A sandbox never becomes ready again.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Preparing), "preparing")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(NotReady), "notReady")]
public abstract record SandboxState
{
    private SandboxState()
    {
    }

    /// <summary>RunPodSandbox is at work; not listed.</summary>
    public sealed record Preparing : SandboxState
    {
        public Ready Complete() => new();

        public NotReady Abandon(DateTimeOffset now) => new(now, IsReleased: false);
    }

    /// <summary>Namespaces and network are there: containers may be created.</summary>
    public sealed record Ready : SandboxState
    {
        public NotReady Stop(DateTimeOffset now) => new(now, IsReleased: false);
    }

    /// <summary>Stopped. <paramref name="IsReleased"/>: no process, mount, namespace or address of the pod is left.</summary>
    public sealed record NotReady(DateTimeOffset StoppedAt, bool IsReleased) : SandboxState
    {
        public NotReady Release() => this with { IsReleased = true };
    }
}
