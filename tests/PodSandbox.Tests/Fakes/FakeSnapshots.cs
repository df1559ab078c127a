using CriSharp.Images;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Snapshots of nothing.</summary>
internal sealed class FakeSnapshots : ISnapshots
{
    /// <summary>What a mount does with its target.</summary>
    public Func<string, Task> OnMount { get; set; } = _ => Task.CompletedTask;

    public Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task MountAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) => OnMount(target);

    public Task<string?> MappingProblemAsync(IdMap map, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task MountReadOnlyAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) =>
        Task.CompletedTask;

    public Task UnmountAsync(string target, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<string> Keys() => [];
}
