using CriSharp.Failures;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.State;
using CriSharp.Tests.PodSandbox.Fakes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class RunMountsTests : IDisposable
{
    private readonly TestParts _parts = new();
    private readonly SandboxRecord _sandbox = Records.Sandbox("web");
    private readonly ContainerRecord _container;

    public RunMountsTests()
    {
        _container = Records.Container(_sandbox, "main");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Declared);
        Directory.CreateDirectory(Mapped);
        Directory.CreateDirectory(Path.Combine(_parts.Paths.Volumes(_container.Id), "image-0"));
    }

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    private string Root => _parts.Paths.Rootfs(_container.Id);

    private string Declared => _parts.Paths.DeclaredVolume(_container.Id, 0);

    private string Mapped => _parts.Paths.MappedMounts(_container.Id);

    public void Dispose() => _parts.Dispose();

    // As after a kill -9 between the mounting and the launch. The image volumes are mounted since the creation, and stay.
    [Fact]
    public async Task MountAsync_WithWhatAnEarlierStartLeft_UnmountsThatFirst()
    {
        IReadOnlyList<string>? unmountedBefore = null;
        _parts.Snapshots.OnMount = _ =>
        {
            unmountedBefore = [.. _parts.Mounts.Unmounted];
            return Task.CompletedTask;
        };

        await _parts.RunMounts.MountAsync(_container, _sandbox);

        Assert.Equal([Root, Declared, Mapped], unmountedBefore);
    }

    [Fact(Timeout = 60_000)]
    public async Task MountAsync_ThatHangs_FailsAndIsUnmountedWhenItIsThere()
    {
        var (asked, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        _parts.Snapshots.OnMount = _ =>
        {
            asked.SetResult();
            return answered.Task;
        };

        var mounting = _parts.RunMounts.MountAsync(_container, _sandbox);
        await asked.Task.WaitAsync(Test);
        _parts.Mounts.Unmounted.Clear();
        _parts.Time.Advance(RunMounts.Limit);
        var error = await Assert.ThrowsAsync<FailureException>(() => mounting);
        Assert.Equal((FailureKind.DeadlineExceeded, "mount its root and volumes: not done within 60 s"), (error.Kind, error.Message));

        // Nothing may be removed below a place where a volume can still appear.
        error = await Assert.ThrowsAsync<FailureException>(() => _parts.ContainerTeardown.RemoveAsync(_container));
        Assert.Contains("unmount its root: a mount that its start began is still not done", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Root));

        answered.SetResult();
        await RemovedAsync();
        Assert.Contains(Root, _parts.Mounts.Unmounted);
        Assert.False(Directory.Exists(Root));
    }

    // The late mount's own task ends a moment after its answer.
    private async Task RemovedAsync()
    {
        while (await Record.ExceptionAsync(() => _parts.ContainerTeardown.RemoveAsync(_container)) is not null)
        {
            await Task.Delay(10, Test);
        }
    }
}
