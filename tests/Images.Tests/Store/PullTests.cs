using CriSharp.Images;
using CriSharp.Tests.Images.Building;
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
}
