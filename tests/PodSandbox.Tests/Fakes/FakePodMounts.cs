using CriSharp.Runtime.Mounts;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Mounts of nothing; tells what was asked for.</summary>
internal sealed class FakePodMounts : IPodMounts
{
    public List<MappedBind> Mapped { get; } = [];

    public List<string> Unmounted { get; } = [];

    public Task MakePrivateAsync(string directory, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task MountSharedMemoryAsync(string directory, long sizeBytes, uint uid, uint gid, CancellationToken cancellationToken, string? label = null) => Task.CompletedTask;

    public Task BindMappedAsync(MappedBind bind, CancellationToken cancellationToken)
    {
        Mapped.Add(bind);
        return Task.CompletedTask;
    }

    public Task UnmountTreeAsync(string directory, CancellationToken cancellationToken)
    {
        Unmounted.Add(directory);
        return Task.CompletedTask;
    }

    public IReadOnlyList<MountBelow> Below(string directory) => [];
}
