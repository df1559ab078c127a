using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Tests.Images.Building;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CriSharp.Tests.Images.Store;

/// <summary>Pulls from a real registry over plain http on loopback.</summary>
[Trait("needs", "root")]
public sealed class PullTests : IAsyncLifetime
{
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
    [InlineData(Compression.None)]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Zstd)]
    public async Task Pull_ByTag_IsStoredListedAndMountable(Compression compression)
    {
        var tar = new TarBuilder().Directory("etc/").File("etc/hello", "hello\n").Build();
        var image = TestImage.Build((tar, compression));
        var reference = await _registry.PushAsync(image, "team/hello", "1");

        var record = await _store.Images.PullAsync(new PullRequest(reference), null, Token);

        Assert.Equal(image.ConfigDigest, record.Id);
        Assert.Equal([reference], record.Tags);
        Assert.Equal([$"{_registry.Host}/team/hello@{image.ManifestDigest}"], record.Digests);
        Assert.Equal(["PATH=/bin", "A=b"], record.Config.Env);
        Assert.Equal(["/data"], record.Config.Volumes);
        Assert.Equal(record, Assert.Single(_store.Images.List()));
        await _store.MountedAsync(record, async root =>
            Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(root, "etc/hello"), Token)));

        await _store.Images.RemoveAsync(record.Id, Token);
        Assert.Empty(_store.Images.List());
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_ByDigest_HasNoTag()
    {
        var image = Image("f");
        await _registry.PushAsync(image, "app", "1");

        var record = await PullAsync($"{_registry.Host}/app@{image.ManifestDigest}");

        Assert.Empty(record.Tags);
        Assert.Equal([$"{_registry.Host}/app@{image.ManifestDigest}"], record.Digests);
    }

    [Fact]
    public async Task Find_KnowsEveryNameAndThePrefixOfTheId()
    {
        var image = Image("f");
        var reference = await _registry.PushAsync(image, "app", "latest");
        var record = await PullAsync(reference);

        string[] names = [record.Id, record.Id[7..], record.Id[7..19], record.Id[..19], reference, $"{_registry.Host}/app", record.Digests[0]];
        Assert.All(names, name => Assert.Equal(record, _store.Images.Find(name)));
        Assert.Null(_store.Images.Find(record.Id[7..9]));
        Assert.Null(_store.Images.Find("app"));
        Assert.Null(_store.Images.Find("no such thing!"));
    }

    [Fact]
    public async Task Pull_TagThatMoved_LeavesTheOldImageItsDigest()
    {
        var (old, young) = (Image("old"), Image("young"));
        var reference = await _registry.PushAsync(old, "app", "1");
        await PullAsync(reference);
        await _registry.PushAsync(young, "app", "1");

        var record = await PullAsync(reference);

        Assert.Equal([reference], record.Tags);
        var before = _store.Images.Find(old.ConfigDigest)!;
        Assert.Empty(before.Tags);
        Assert.Single(before.Digests);
        Assert.Equal(record, _store.Images.Find(reference));
        await _store.ReopenAsync();
        Assert.Equal(young.ConfigDigest, _store.Images.Find(reference)!.Id);
        Assert.Equal(2, _store.Images.List().Count);
    }

    [Fact]
    public async Task Remove_ByOneOfThreeNames_RemovesTheImage()
    {
        var image = Image("f");
        foreach (var tag in (string[])["1", "2", "3"])
        {
            await PullAsync(await _registry.PushAsync(image, "app", tag));
        }

        Assert.Equal(3, Assert.Single(_store.Images.List()).Tags.Count);
        await _store.Images.RemoveAsync($"{_registry.Host}/app:2", Token);
        await _store.Images.RemoveAsync($"{_registry.Host}/app:2", Token);

        Assert.Empty(_store.Images.List());
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Remove_WhileASnapshotUsesTheImage_KeepsItsLayersUntilThen()
    {
        var record = await PullAsync(await _registry.PushAsync(Image("f"), "app", "1"));
        await _store.Snapshots.PrepareAsync("container", record, Token);

        await _store.Images.RemoveAsync(record.Id, Token);
        Assert.Single(_store.LayerDirectories);
        await _store.ReopenAsync();
        Assert.Equal(["container"], _store.Snapshots.Keys());
        Assert.Single(_store.LayerDirectories);
        await _store.Snapshots.RemoveAsync("container", Token);

        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_Index_TakesTheVariantForThisMachine()
    {
        var mine = Image("mine");
        await _registry.PushAsync(mine, "app", "mine");
        var index = TestImage.Index((mine, "linux", Architecture), (mine, "unknown", "unknown"));
        await _registry.PushManifestAsync("app", "multi", index, TestImage.IndexType);

        var record = await PullAsync($"{_registry.Host}/app:multi");

        Assert.Equal(mine.ConfigDigest, record.Id);
        Assert.Equal([$"{_registry.Host}/app@{TestImage.Digest(index)}"], record.Digests);
        Assert.Equal(record.Id, (await PullAsync($"{_registry.Host}/app@{TestImage.Digest(index)}")).Id);
    }

    [Fact]
    public async Task Pull_IndexWithoutThisPlatform_SaysWhatThereIs()
    {
        var image = Image("f");
        await _registry.PushAsync(image, "app", "one");
        await _registry.PushManifestAsync("app", "multi", TestImage.Index((image, "linux", "s390x"), (image, "windows", "amd64")), TestImage.IndexType);

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync($"{_registry.Host}/app:multi"));

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Equal($"pull {_registry.Host}/app:multi: image has no linux/{Architecture} variant; it has linux/s390x, windows/amd64", error.Message);
    }

    [Fact]
    public async Task Pull_SingleImageOfAnotherPlatform_IsRefused()
    {
        var image = TestImage.Build(TestImage.Config("s390x"), (new TarBuilder().File("f", "x").Build(), Compression.None));

        var error = await Assert.ThrowsAsync<FailureException>(async () => await PullAsync(await _registry.PushAsync(image, "app", "1")));

        Assert.Contains($"image has no linux/{Architecture} variant; it has linux/s390x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_Layers_ShowsThemAsOne()
    {
        var lower = new TarBuilder()
            .Directory("etc/").File("etc/a", "a1").File("etc/b", "b1").Directory("opt/").File("opt/x", "x").Directory("var/").File("var/old", "o").File("f", "1");
        var middle = new TarBuilder().Directory("etc/").File("etc/.wh.a", "").File("etc/b", "b2").File(".wh.opt", "");
        var upper = new TarBuilder().Directory("var/").File("var/.wh..wh..opq", "").File("var/new", "n").File(".wh.f", "").Directory("f/").File("f/g", "g");
        var record = await PullAsync(await _registry.PushAsync(
            TestImage.Build((lower.Build(), Compression.Gzip), (middle.Build(), Compression.Zstd), (upper.Build(), Compression.None)), "app", "1"));

        await _store.MountedAsync(record, async root =>
        {
            Assert.Equal("b2", await File.ReadAllTextAsync(Path.Combine(root, "etc/b"), Token));
            Assert.Equal(["b", "etc", "f", "g", "new", "var"], Tree(root));
            await File.WriteAllTextAsync(Path.Combine(root, "etc/b"), "written", Token);
            Directory.Delete(Path.Combine(root, "var"), recursive: true);
        });
        await _store.MountedAsync(record, async root => Assert.Equal("b2", await File.ReadAllTextAsync(Path.Combine(root, "etc/b"), Token)));
    }

    [Fact]
    public async Task Mount_RootThatIsOpaque_HidesAllBelow()
    {
        var record = await PullAsync(await _registry.PushAsync(TestImage.Build(
            (new TarBuilder().File("below", "x").Build(), Compression.None),
            (new TarBuilder().File(".wh..wh..opq", "").File("above", "x").Build(), Compression.None)), "app", "1"));

        await _store.MountedAsync(record, root =>
        {
            Assert.Equal(["above"], Tree(root));
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    public async Task Mount_AnyNumberOfLayers_Works(int count)
    {
        var layers = Enumerable.Range(0, count).Select(i => (new TarBuilder().File($"f{i}", $"{i}").Build(), Compression.Gzip)).ToArray();
        var record = await PullAsync(await _registry.PushAsync(TestImage.Build(layers), "app", "1"));

        Assert.True(record.SizeBytes > 0);
        await _store.MountedAsync(record, root =>
        {
            Assert.Equal(count, Tree(root).Length);
            File.WriteAllText(Path.Combine(root, "new"), "x");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Mount_LayerThatOccursTwice_Works()
    {
        var tar = new TarBuilder().File("f", "1").Build();
        var between = new TarBuilder().File("f", "2").Build();
        var record = await PullAsync(await _registry.PushAsync(
            TestImage.Build((tar, Compression.Gzip), (between, Compression.Gzip), (tar, Compression.Gzip)), "app", "1"));

        Assert.Equal(2, _store.LayerDirectories.Count);
        await _store.MountedAsync(record, async root => Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(root, "f"), Token)));
        await _store.Images.RemoveAsync(record.Id, Token);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Mount_DirectoriesThatALayerOnlyUses_LookLikeThoseBelow()
    {
        var lower = new TarBuilder().Directory("tmp/", 0b001_111_111_111).Directory("srv/", owner: 5).Directory("srv/app/", 0b111_000_000, owner: 6, group: 7)
            .Directory("hidden/", 0b111_000_000).Directory("plain/");
        var upper = new TarBuilder().File("tmp/f", "x").File("srv/app/g", "x").File(".wh.hidden", "").File("hidden/h", "x").File("plain/p", "x").File("new/n", "x");
        var image = TestImage.Build((lower.Build(), Compression.Gzip), (upper.Build(), Compression.Gzip));
        var record = await PullAsync(await _registry.PushAsync(image, "app", "1"));

        Assert.Equal(2, record.Layers.Count);
        for (var round = 0; round < 2; round++)
        {
            await _store.MountedAsync(_store.Images.Find(record.Id)!, root =>
            {
                using var handle = Open.Directory(root);
                Assert.Equal("tmp 1777 0:0, srv 755 5:0, srv/app 700 6:7, hidden 755 0:0, plain 755 0:0, new 755 0:0", string.Join(", ",
                    ((string[])["tmp", "srv", "srv/app", "hidden", "plain", "new"]).Select(name => Described(handle, name))));
                Assert.Equal(["app", "f", "g", "h", "hidden", "n", "new", "p", "plain", "srv", "tmp"], Tree(root));
                return Task.CompletedTask;
            });
            await _store.ReopenAsync();
        }

        await _store.Images.RemoveAsync(record.Id, Token);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Mount_ModeOfTheRoot_IsThatOfTheImage()
    {
        var record = await PullAsync(await _registry.PushAsync(
            TestImage.Build((new TarBuilder().Directory("./", 0b101_101_101, owner: 7).File("f", "x").Build(), Compression.Gzip)), "app", "1"));

        await _store.MountedAsync(record, root =>
        {
            using var handle = Open.Directory(root);
            var status = FileStatus.Of(handle);
            Assert.Equal((0b101_101_101u, 7u), (status.Mode, status.Owner));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Prepare_BadKeyOrTwice_IsRefused()
    {
        var record = await PullAsync(await _registry.PushAsync(Image("f"), "app", "1"));
        foreach (var key in (string[])["", "..", "a/b", "a,b", "a:b", new string('a', 129)])
        {
            var error = await Assert.ThrowsAsync<FailureException>(() => _store.Snapshots.PrepareAsync(key, record, Token));
            Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        }

        await _store.Snapshots.PrepareAsync("a", record, Token);
        var twice = await Assert.ThrowsAsync<FailureException>(() => _store.Snapshots.PrepareAsync("a", record, Token));
        Assert.Equal(FailureKind.AlreadyExists, twice.Kind);
        await _store.Snapshots.RemoveAsync("a", Token);
        await _store.Snapshots.RemoveAsync("a", Token);
        await _store.Snapshots.UnmountAsync(_store.Directory, Token);
        await _store.Snapshots.UnmountAsync("/no/such/place", Token);
    }

    [Fact]
    public async Task Open_AfterACrash_RemovesWhatHasNoRecord()
    {
        var record = await PullAsync(await _registry.PushAsync(Image("f"), "app", "1"));

        await _store.ReopenAsync(() =>
        {
            var images = Path.Combine(_store.Directory, "images");
            Directory.CreateDirectory(Path.Combine(images, "layers/77/deep/er"));
            Directory.CreateDirectory(Path.Combine(images, "snapshots/gone/upper"));
            File.WriteAllText(Path.Combine(images, "trash/import-1"), "x");
        });

        Assert.Equal(_store.LayerDirectories, _store.Leftovers().Order(StringComparer.Ordinal));
        Assert.Equal(record.Id, Assert.Single(_store.Images.List()).Id);
        Assert.Equivalent(record with { StoredAt = default }, _store.Images.Find(record.Id)! with { StoredAt = default });
        await _store.MountedAsync(_store.Images.Find(record.Id)!, root =>
        {
            Assert.Equal(["f"], Tree(root));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Open_AfterALayerWasLost_ForgetsOnlyItsImages()
    {
        var (lost, kept) = (Image("lost"), Image("kept"));
        var reference = await _registry.PushAsync(lost, "lost", "1");
        await PullAsync(reference);
        var directory = Assert.Single(_store.LayerDirectories);
        await PullAsync(await _registry.PushAsync(kept, "kept", "1"));

        await _store.ReopenAsync(() => Directory.Delete(directory, recursive: true));

        Assert.Equal(kept.ConfigDigest, Assert.Single(_store.Images.List()).Id);
        Assert.Equal(lost.ConfigDigest, (await PullAsync(reference)).Id);
    }

    [Fact]
    public async Task Use_CountsLayersOnce()
    {
        var empty = _store.Images.Use();
        await PullAsync(await _registry.PushAsync(Image("f"), "one", "1"));
        await PullAsync(await _registry.PushAsync(Image("f"), "two", "1"));

        var use = _store.Images.Use();

        Assert.Equal(0, empty.UsedBytes);
        Assert.Equal((8192, 2), (use.UsedBytes, use.UsedInodes));
        Assert.True(Directory.Exists(use.Mountpoint));
    }

    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static string Described(Microsoft.Win32.SafeHandles.SafeFileHandle root, string name)
    {
        var status = FileStatus.Of(root, System.Text.Encoding.UTF8.GetBytes(name))!;
        return $"{name} {Convert.ToString(status.Mode, 8)} {status.Owner}:{status.Group}";
    }

    private static TestImage Image(string file) => TestImage.Build((new TarBuilder().File(file, "x").Build(), Compression.Gzip));

    private static string[] Tree(string root) =>
        [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private Task<ImageRecord> PullAsync(string reference) => _store.Images.PullAsync(new PullRequest(reference), null, Token);

    [Fact]
    public async Task Open_WithWhatCannotBeDeleted_KeepsTheImages()
    {
        var record = await PullAsync(await _registry.PushAsync(Image("f"), "app", "1"));
        var images = Path.Combine(_store.Directory, "images");
        string[] stuck = [Path.Combine(images, "trash", "stuck"), Path.Combine(images, "layers", "77"), Path.Combine(images, "snapshots", "stuck")];
        try
        {
            await _store.ReopenAsync(() =>
            {
                foreach (var directory in stuck)
                {
                    // A mount point can be neither moved nor deleted.
                    Directory.CreateDirectory(directory);
                    MountPoint.Tmpfs(directory, "size=4k");
                }

                Directory.CreateDirectory(Path.Combine(images, "layers", "78"));
                Directory.CreateDirectory(Path.Combine(images, "trash", "unstuck"));
            });

            Assert.Equal(record.Id, Assert.Single(_store.Images.List()).Id);
            Assert.False(Directory.Exists(Path.Combine(images, "layers", "78")));
            Assert.False(Directory.Exists(Path.Combine(images, "trash", "unstuck")));
        }
        finally
        {
            foreach (var directory in stuck)
            {
                MountPoint.Unmount(directory);
            }
        }
    }

    [Fact]
    public async Task Pull_AfterALayerWasRemoved_DoesNotUseItsNumberAgain()
    {
        var reference = await _registry.PushAsync(Image("f"), "app", "1");
        await PullAsync(reference);
        var directory = Assert.Single(_store.LayerDirectories);
        await _store.Images.RemoveAsync(reference, Token);

        await _store.ReopenAsync();
        await PullAsync(reference);

        Assert.NotEqual(directory, Assert.Single(_store.LayerDirectories));
    }

    [Fact]
    public async Task Prepare_WhereTheRowCannotBeWritten_LeavesNothing()
    {
        var record = await PullAsync(await _registry.PushAsync(Image("f"), "app", "1"));
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_store.Directory, "state.db")};Pooling=False"))
        {
            await database.OpenAsync(Token);
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO snapshot (key) VALUES ('taken')";
            await command.ExecuteNonQueryAsync(Token);
        }

        await Assert.ThrowsAsync<SqliteException>(() => _store.Snapshots.PrepareAsync("taken", record, Token));

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_store.Directory, "images", "snapshots")));
        await _store.Images.RemoveAsync(record.Id, Token);
        Assert.Empty(_store.Leftovers());
    }
}
