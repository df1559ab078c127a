using CriSharp.Images;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Snapshots of nothing.</summary>
internal sealed class FakeSnapshots : ISnapshots
{
    /// <summary>What a mount does with its target.</summary>
    public Func<string, Task> OnMount { get; set; } = _ => Task.CompletedTask;

    public Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task MountAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) => OnMount(target);

    /// <summary>The answers to the trials of mappings, one after the other; then there is no problem.</summary>
    public Queue<Task<string?>> MappingProblems { get; } = [];

    public Task<string?> MappingProblemAsync(IdMap map, CancellationToken cancellationToken) =>
        MappingProblems.TryDequeue(out var problem) ? problem : Task.FromResult<string?>(null);

    public Task MountReadOnlyAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null) =>
        Task.CompletedTask;

    public Task UnmountAsync(string target, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<string> Keys() => [];
}
