using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Store;

/// <summary>Snapshots mounted as user namespaces see them; on disk nothing is anybody else's than the image says.</summary>
[Trait("needs", "root")]
public sealed class MappedSnapshotTests : IAsyncLifetime
{
    private readonly TestUserNamespace _one = TestUserNamespace.Of(300_000, 400_000);
    private readonly TestUserNamespace _two = TestUserNamespace.Of(500_000, 600_000);
    private TestStore _store = null!;
    private ImageRecord _image = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        await using var registry = await DockerRegistry.StartAsync();
        var image = TestImage.Build(
            (new TarBuilder().Directory("d").File("d/lower", "of below").File("d/hidden", "x").Build(), Compression.Gzip),
            (new TarBuilder().Directory("d").File("d/.wh.hidden", "").File("top", "of above").Build(), Compression.Gzip));
        _image = await _store.Images.PullAsync(new PullRequest(await registry.PushAsync(image, "app", "1")), null, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task Mount_WithAMap_ShowsAndStoresMappedOwners() => await MountedAsync("one", _one.Map, async root =>
    {
        Assert.Equal((300_000u, 400_000u), Owner(root, "d/lower"));
        Assert.Equal((300_000u, 400_000u), Owner(root, "."));
        Assert.False(File.Exists(root + "/d/hidden"));

        await DedicatedThread.RunAsync("test", () =>
        {
            ThreadIdentity.Become(300_000, 400_000);
            File.WriteAllText(root + "/made", "new");
            File.AppendAllText(root + "/d/lower", " and above");
            File.Delete(root + "/top");
        });

        Assert.Equal("of below and above", await File.ReadAllTextAsync(root + "/d/lower", Token));
        Assert.False(File.Exists(root + "/top"));
        Assert.Equal((300_000u, 400_000u), Owner(root, "made"));
        Assert.Equal((0u, 0u), Owner(Upper("one"), "made"));
        Assert.Equal((0u, 0u), Owner(Upper("one"), "d/lower"));
        Assert.All(_store.LayerDirectories, layer => Assert.Equal((0u, 0u), Owner(layer, "d")));
    });

    [Fact]
    public async Task Mount_OfOneImageWithTwoMapsAndNone_SharesItsLayers() =>
        await MountedAsync("one", _one.Map, one => MountedAsync("two", _two.Map, two => MountedAsync("none", null, none =>
        {
            Assert.Equal(((300_000u, 400_000u), (500_000u, 600_000u), (0u, 0u)), (Owner(one, "top"), Owner(two, "top"), Owner(none, "top")));
            Assert.Equal(2, _store.LayerDirectories.Count);
            return Task.CompletedTask;
        })));

    [Fact]
    public async Task Mount_WithAMap_LeavesOneMountOnly() => await MountedAsync("one", _one.Map, root =>
    {
        Assert.Equal([root], MountInfo.ReadAtOrBelow(_store.Directory).Select(mount => mount.MountPoint));
        Assert.Empty(MountInfo.ReadAtOrBelow(root)[0].Propagation);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Snapshot_MountedAgainWithAnotherMap_IsThatOnes()
    {
        await MountedAsync("one", _one.Map, root => DedicatedThread.RunAsync("test", () =>
        {
            ThreadIdentity.Become(300_005, 400_006);
            Directory.CreateDirectory(root + "/made");
        }), keep: true);

        var target = Directory.CreateDirectory(Path.Combine(_store.Directory, "again")).FullName;
        await _store.Snapshots.MountAsync("one", target, Token, _two.Map);
        Assert.Equal((500_005u, 600_006u), Owner(target, "made"));
        await _store.Snapshots.UnmountAsync(target, Token);
        await _store.Snapshots.RemoveAsync("one", Token);
    }

    [Fact]
    public async Task MappingProblem_WhereItWorks_IsNoneAndLeavesNothing()
    {
        var before = _store.Leftovers();

        Assert.Null(await _store.Snapshots.MappingProblemAsync(_one.Map, Token));

        Assert.Equal(before, _store.Leftovers());
        Assert.Empty(MountInfo.ReadAtOrBelow(_store.Directory));
    }

    [Fact]
    public async Task FileSystemThatCannot_IsAProblemAndRefused()
    {
        var images = Path.Combine(_store.Directory, "images");
        await _store.Snapshots.PrepareAsync("one", _image, Token);
        var target = Directory.CreateDirectory(Path.Combine(_store.Directory, "one")).FullName;
        // ramfs knows no mapped mounts; the store's directories are there again, empty.
        MountPoint.Mount("crtest", images, "ramfs", MountModes.None);
        try
        {
            foreach (var name in (string[])["layers", "trash", "view", "empty"])
            {
                Directory.CreateDirectory(Path.Combine(images, name));
            }

            var problem = await _store.Snapshots.MappingProblemAsync(_one.Map, Token);
            var failure = await Assert.ThrowsAsync<FailureException>(() => _store.Snapshots.MountAsync("one", target, Token, _one.Map));

            Assert.StartsWith($"map ids of {images}: kernel or file system cannot", problem, StringComparison.Ordinal);
            Assert.Equal((FailureKind.FailedPrecondition, problem), (failure.Kind, failure.Message));
            Assert.Empty(MountInfo.ReadAtOrBelow(target));
        }
        finally
        {
            MountPoint.Unmount(images);
        }

        await _store.Snapshots.RemoveAsync("one", Token);
    }

    private string Upper(string key) => Path.Combine(_store.Directory, "images", "snapshots", key, "upper");

    private async Task MountedAsync(string key, IdMap? map, Func<string, Task> use, bool keep = false)
    {
        var target = Directory.CreateDirectory(Path.Combine(_store.Directory, key)).FullName;
        await _store.Snapshots.PrepareAsync(key, _image, Token);
        await _store.Snapshots.MountAsync(key, target, Token, map);
        try
        {
            await use(target);
        }
        finally
        {
            await _store.Snapshots.UnmountAsync(target, CancellationToken.None);
            if (!keep)
            {
                await _store.Snapshots.RemoveAsync(key, CancellationToken.None);
            }
        }
    }

    private static (uint Owner, uint Group) Owner(string directory, string name)
    {
        using var parent = Open.Directory(directory);
        var status = FileStatus.Of(parent, System.Text.Encoding.UTF8.GetBytes(name))!;
        return (status.Owner, status.Group);
    }
}
