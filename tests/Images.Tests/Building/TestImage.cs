using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CriSharp.Tests.Images.Building;

/// <summary>An OCI image made of tar layers: its blobs by digest and its manifest.</summary>
internal sealed class TestImage
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    private TestImage(Dictionary<string, byte[]> blobs, byte[] manifest, string configDigest, IReadOnlyList<string> layerDigests)
    {
        Blobs = blobs;
        Manifest = manifest;
        ConfigDigest = configDigest;
        LayerDigests = layerDigests;
    }

    public IReadOnlyDictionary<string, byte[]> Blobs { get; }

    public byte[] Manifest { get; }

    public string MediaType { get; } = ManifestType;

    public string ManifestDigest => Digest(Manifest);

    public string ConfigDigest { get; }

    public IReadOnlyList<string> LayerDigests { get; }

    public static TestImage Build(params (byte[] Tar, Compression Compression)[] layers) => Build(Config(), layers);

    public static TestImage Build(JsonObject config, params (byte[] Tar, Compression Compression)[] layers)
    {
        config["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)Digest(layer.Tar))]),
        };
        return BuildWithConfig(config, layers);
    }

    /// <summary>As <see cref="Build(JsonObject, ValueTuple{byte[], Compression}[])"/>, with the diff ids that the configuration has already.</summary>
    public static TestImage BuildWithConfig(JsonObject config, params (byte[] Tar, Compression Compression)[] layers)
    {
        var blobs = new Dictionary<string, byte[]>();
        var compressed = layers.Select(layer => (Blob: layer.Tar.Compress(layer.Compression), layer.Compression)).ToList();
        var configBytes = Encoding.UTF8.GetBytes(config.ToJsonString());
        blobs[Digest(configBytes)] = configBytes;
        compressed.ForEach(layer => blobs[Digest(layer.Blob)] = layer.Blob);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", configBytes),
            ["layers"] = new JsonArray([.. compressed.Select(layer => (JsonNode)Descriptor(LayerType(layer.Compression), layer.Blob))]),
        };
        return new TestImage(
            blobs, Encoding.UTF8.GetBytes(manifest.ToJsonString()), Digest(configBytes), [.. compressed.Select(layer => Digest(layer.Blob))]);
    }

    public static JsonObject Config(string architecture = "amd64") => new()
    {
        ["architecture"] = architecture,
        ["os"] = "linux",
        ["config"] = new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/bin", "A=b"),
            ["Entrypoint"] = new JsonArray("/bin/app"),
            ["Cmd"] = new JsonArray("serve"),
            ["User"] = "1000:1000",
            ["WorkingDir"] = "/srv",
            ["Volumes"] = new JsonObject { ["/data"] = new JsonObject() },
            ["StopSignal"] = "SIGINT",
            ["Labels"] = new JsonObject { ["made"] = "here" },
        },
        ["nonce"] = Guid.NewGuid().ToString(),
    };

    /// <summary>An index of images by platform.</summary>
    public static byte[] Index(params (TestImage Image, string Os, string Architecture)[] images) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = IndexType,
        ["manifests"] = new JsonArray([.. images.Select(entry =>
        {
            var descriptor = Descriptor(ManifestType, entry.Image.Manifest);
            descriptor["platform"] = new JsonObject { ["os"] = entry.Os, ["architecture"] = entry.Architecture };
            return (JsonNode)descriptor;
        })]),
    }.ToJsonString());

    public static JsonObject Descriptor(string mediaType, byte[] content) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = Digest(content),
        ["size"] = content.Length,
    };

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static string LayerType(Compression compression) => "application/vnd.oci.image.layer.v1.tar" + compression switch
    {
        Compression.Gzip => "+gzip",
        Compression.Zstd => "+zstd",
        _ => "",
    };
}
