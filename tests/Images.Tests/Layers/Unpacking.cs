using CriSharp.Images;
using CriSharp.Images.Layers;
using CriSharp.Images.Manifests;
using CriSharp.Linux.Files;
using CriSharp.Tests.Images.Building;

namespace CriSharp.Tests.Images.Layers;

/// <summary>Unpacks an archive by the real pipeline into a directory that is gone on disposal.</summary>
internal sealed class Unpacking : IDisposable, IBlobSource
{
    private readonly byte[] _blob;
    private readonly string _parent = Directory.CreateTempSubdirectory("crtest-images-layer-").FullName;

    private Unpacking(byte[] blob) => _blob = blob;

    public string Root => Path.Combine(_parent, "layer");

    public UnpackedLayer Layer { get; private set; } = null!;

    public static Task<Unpacking> RunAsync(TarBuilder tar, LayerLimits? limits = null) => RunAsync(tar.Build(), limits);

    public static async Task<Unpacking> RunAsync(byte[] tar, LayerLimits? limits = null)
    {
        var unpacking = new Unpacking(tar);
        try
        {
            Directory.CreateDirectory(unpacking.Root);
            var blob = new Descriptor { Digest = TestImage.Digest(tar), Size = tar.Length };
            using var pipeline = new LayerPipeline(blob, Digest.Of(tar), limits ?? new LayerLimits(), CancellationToken.None);
            unpacking.Layer = await pipeline.RunAsync(unpacking, unpacking.Root, null);
            return unpacking;
        }
        catch
        {
            unpacking.Dispose();
            throw;
        }
    }

    public string At(string name) => Path.Combine(Root, name);

    public Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(_blob));

    public void Dispose() => TreeRemoval.Remove(Path.GetDirectoryName(_parent)!, Path.GetFileName(_parent));
}
