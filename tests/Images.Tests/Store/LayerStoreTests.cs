using CriSharp.Images.Layers;
using CriSharp.Images.Manifests;
using CriSharp.Images.Store;
using CriSharp.State;
using CriSharp.Tests.Images.Building;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Images.Store;

[Trait("needs", "root")]
public sealed class LayerStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-layers-").FullName;
    private readonly byte[] _tar = new TarBuilder().File("f", "x").Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Get_WhileAFailedReleasePutsTheLayerBack_GivesThatOne()
    {
        using var database = StateDatabase.Open(Path.Combine(_directory, "state.db"), ImageTables.Part);
        var paths = new StorePaths(Path.Combine(_directory, "images"), NullLogger.Instance);
        paths.Create();
        var store = new LayerStore(paths, database, new LayerLimits(), [], 0);
        var first = await GetAsync(store, new Source(_tar, Task.CompletedTask));
        var goOn = new TaskCompletionSource();
        var slow = new Source(_tar, goOn.Task);
        Task<Layer>? second = null;

        Assert.Throws<InvalidDataException>(() => store.Release([first], _ =>
        {
            second = GetAsync(store, slow);
            slow.Opened.Wait(Token);
            throw new InvalidDataException();
        }));
        goOn.SetResult();

        Assert.Same(first, await second!);
        Assert.Equal(2, first.Users);
        Assert.Equal([paths.Layer(first.Number)], Directory.GetDirectories(paths.Layers));
    }

    private Task<Layer> GetAsync(LayerStore store, Source source) => store.GetAsync(
        source, new Descriptor { Digest = TestImage.Digest(_tar), Size = _tar.Length }, TestImage.Digest(_tar), null, Token);

    private sealed class Source(byte[] blob, Task ready) : IBlobSource
    {
        public ManualResetEventSlim Opened { get; } = new();

        public async Task<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellationToken)
        {
            Opened.Set();
            await ready.WaitAsync(cancellationToken);
            return new MemoryStream(blob);
        }
    }
}
