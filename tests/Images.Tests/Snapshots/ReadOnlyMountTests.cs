using CriSharp.Images;
using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Snapshots;

/// <summary>Snapshots mounted as trees that nobody can write to.</summary>
[Trait("needs", "root")]
public sealed class ReadOnlyMountTests : IAsyncLifetime
{
    private const string Key = "view.0";

    private DockerRegistry _registry = null!;
    private TestStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        _store = await TestStore.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task MountReadOnly_AnyNumberOfLayers_IsOneTreeThatStaysAsItIs(int layers)
    {
        var image = TestImage.Build([.. Enumerable.Range(0, layers).Select(number =>
            (new TarBuilder().File("top", $"{number}").File($"layer-{number}", "x").Build(), Compression.None))]);

        await MountedAsync(image, async root =>
        {
            var expected = Enumerable.Range(0, layers).Select(number => $"layer-{number}").Concat(layers > 0 ? ["top"] : []);
            Assert.Equal(expected, Directory.GetFileSystemEntries(root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
            if (layers > 0)
            {
                Assert.Equal($"{layers - 1}", await File.ReadAllTextAsync(Path.Combine(root, "top"), Token));
            }

            Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(root, "new"), "x"));
            Assert.Throws<LinuxException>(() => MountPoint.Mount(null, root, null, MountModes.Remount));
            Assert.DoesNotContain(MountInfo.ReadAtOrBelow(root), mount => mount.SuperOptions.Contains("upperdir", StringComparison.Ordinal));
        });
    }

    private async Task MountedAsync(TestImage image, Func<string, Task> use)
    {
        var record = await _store.Images.PullAsync(new PullRequest(await _registry.PushAsync(image, "app", "1")), null, Token);
        var target = Directory.CreateDirectory(Path.Combine(_store.Directory, "target")).FullName;
        await _store.Snapshots.PrepareAsync(Key, record, Token);
        await _store.Snapshots.MountReadOnlyAsync(Key, target, Token);
        try
        {
            await use(target);
        }
        finally
        {
            await _store.Snapshots.UnmountAsync(target, Token);
            await _store.Snapshots.RemoveAsync(Key, Token);
        }
    }
}
