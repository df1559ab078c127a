using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CriSharp.Failures;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Store;

/// <summary>Images from archives on disk.</summary>
[Trait("needs", "root")]
public sealed class ImportTests : IAsyncLifetime
{
    private static readonly TestImage Image = TestImage.Build(
        (new TarBuilder().File("f", "from below").Build(), Compression.Gzip), (new TarBuilder().File("g", "from above").Build(), Compression.Zstd));

    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-import-").FullName;
    private TestStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await TestStore.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.zst")]
    public async Task Import_OciLayout_StoresTheImage(string form)
    {
        var layout = WriteLayout(Image, ("org.opencontainers.image.ref.name", "example.io/app:1"));
        var path = form == "directory" ? layout : Pack(layout, form);

        var record = Assert.Single(await _store.Images.ImportAsync(path, null, Token));

        Assert.Equal(Image.ConfigDigest, record.Id);
        Assert.Equal(["example.io/app:1"], record.Tags);
        Assert.Equal([$"example.io/app@{Image.ManifestDigest}"], record.Digests);
        await _store.MountedAsync(record, async root => Assert.Equal("from above", await File.ReadAllTextAsync(Path.Combine(root, "g"), Token)));
        Assert.Equal(_store.LayerDirectories, _store.Leftovers().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("org.opencontainers.image.ref.name", "1", "given:2", "docker.io/library/given:2")]
    [InlineData("org.opencontainers.image.ref.name", "1", null, null)]
    [InlineData("org.opencontainers.image.ref.name", "carried:1", "given:2", "docker.io/library/carried:1")]
    [InlineData("io.containerd.image.name", "docker.io/library/app:3", null, "docker.io/library/app:3")]
    [InlineData("other", "x", "given", "docker.io/library/given:latest")]
    public async Task Import_Names_AreCarriedOrGiven(string annotation, string value, string? given, string? expected)
    {
        var record = Assert.Single(await _store.Images.ImportAsync(WriteLayout(Image, (annotation, value)), given, Token));

        Assert.Equal(expected is null ? [] : [expected], record.Tags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_DockerArchive_StoresTheImages(bool compressed)
    {
        byte[] lower = new TarBuilder().File("f", "from below").Build(), upper = new TarBuilder().File("g", "from above").Build();
        var image = TestImage.Build((lower, Compression.None), (upper, Compression.None));
        var config = image.Blobs[image.ConfigDigest];
        var manifest = $$"""
            [{"Config":"config.json","RepoTags":["app:1","example.io/app:2"],"Layers":["a/layer.tar","b/layer.tar"]},
             {"Config":"config.json","RepoTags":null,"Layers":["a/layer.tar","c/layer.tar"]}]
            """;
        var archive = new TarBuilder()
            .File("config.json", config).File("a/layer.tar", lower).File("b/layer.tar", upper.Compress(compressed ? Compression.Gzip : Compression.None))
            .SymbolicLink("c/layer.tar", "../b/layer.tar").File("manifest.json", manifest);
        var path = Path.Combine(_directory, "docker.tar");
        await File.WriteAllBytesAsync(path, archive.Build().Compress(compressed ? Compression.Gzip : Compression.None), Token);

        var records = await _store.Images.ImportAsync(path, null, Token);

        Assert.All(records, record => Assert.Equal(image.ConfigDigest, record.Id));
        var stored = Assert.Single(_store.Images.List());
        Assert.Equal(["docker.io/library/app:1", "example.io/app:2"], stored.Tags);
        await _store.MountedAsync(stored, async root => Assert.Equal("from above", await File.ReadAllTextAsync(Path.Combine(root, "g"), Token)));
    }

    [Fact]
    public async Task Import_OfSkopeo_IsTheSameImage()
    {
        // Its docker archives know no zstd.
        var image = TestImage.Build((new TarBuilder().File("f", "x").Build(), Compression.Gzip), (new TarBuilder().File("g", "y").Build(), Compression.None));
        var layout = WriteLayout(image, ("org.opencontainers.image.ref.name", "app:1"));
        var archive = Path.Combine(_directory, "skopeo.tar");
        Run("skopeo", "copy", "--quiet", "--insecure-policy", $"oci:{layout}:app:1", $"docker-archive:{archive}:example.io/app:1");

        var record = Assert.Single(await _store.Images.ImportAsync(archive, null, Token));

        Assert.Equal(["example.io/app:1"], record.Tags);
        Assert.Equal(2, record.Layers.Count);
    }

    [Fact]
    public async Task Import_What_IsNone_IsRefusedInClearWords()
    {
        var missing = Path.Combine(_directory, "missing");
        var text = Path.Combine(_directory, "text");
        await File.WriteAllTextAsync(text, "no archive", Token);
        var empty = Path.Combine(_directory, "empty.tar");
        await File.WriteAllBytesAsync(empty, new TarBuilder().File("x", "y").Build(), Token);
        var lacking = WriteLayout(Image, ("other", "x"));
        File.Delete(Path.Combine(lacking, "blobs/sha256", Image.LayerDigests[1][7..]));
        var (tampered, digest) = (WriteLayout(Image, ("other", "x")), Image.ManifestDigest);
        await File.AppendAllTextAsync(Path.Combine(tampered, "blobs/sha256", digest[7..]), " ", Token);
        var linked = WriteLayout(Image, ("other", "x"));
        File.Delete(Path.Combine(linked, "index.json"));
        File.CreateSymbolicLink(Path.Combine(linked, "index.json"), Path.Combine(tampered, "index.json"));

        foreach (var (path, problem) in ((string, string)[])[
            (missing, "no such file"), (text, "damaged"), (empty, "neither an OCI layout"), (lacking, "lacks the blob"), (tampered, "another digest"), (linked, "cross-device")])
        {
            var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.ImportAsync(path, null, Token));
            Assert.StartsWith($"import {path}: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_store.Leftovers());
    }

    private string WriteLayout(TestImage image, (string Key, string Value) annotation)
    {
        var layout = Directory.CreateDirectory(Path.Combine(_directory, $"layout-{Guid.NewGuid():N}")).FullName;
        var blobs = Directory.CreateDirectory(Path.Combine(layout, "blobs/sha256")).FullName;
        foreach (var (digest, content) in image.Blobs.Append(new(image.ManifestDigest, image.Manifest)))
        {
            File.WriteAllBytes(Path.Combine(blobs, digest[7..]), content);
        }

        var descriptor = TestImage.Descriptor(image.MediaType, image.Manifest);
        descriptor["annotations"] = new JsonObject { [annotation.Key] = annotation.Value };
        var index = new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(descriptor) };
        File.WriteAllBytes(Path.Combine(layout, "index.json"), Encoding.UTF8.GetBytes(index.ToJsonString()));
        File.WriteAllText(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        return layout;
    }

    private string Pack(string layout, string form)
    {
        var path = Path.Combine(_directory, $"layout.{form}");
        Run("tar", "-C", layout, form switch { "tar.gz" => "-z", "tar.zst" => "--zstd", _ => "--format=pax" }, "-cf", path, ".");
        return path;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
