using System.Text;
using CriSharp.Failures;
using CriSharp.Images.Manifests;
using Xunit;

namespace CriSharp.Tests.Images.Manifests;

public sealed class ManifestReaderTests
{
    private const string Config = """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"d","size":1}""";
    private const string Layer = """{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"d","size":1}""";

    [Theory]
    [InlineData($$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{Layer}}]}""", MediaTypes.OciManifest, null)]
    [InlineData($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Config}},"layers":[]}""", "text/plain", null)]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", MediaTypes.DockerList, null)]
    [InlineData("""{"schemaVersion":1,"name":"x"}""", "application/vnd.docker.distribution.manifest.v1+prettyjws", "schema version 1")]
    [InlineData("""{"schemaVersion":1,"name":"x"}""", null, "schema version 1")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"manifests":[]}""", MediaTypes.OciManifest, "at once")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Config}},"layers":[]}""", MediaTypes.OciIndex, "is not an image manifest or index")]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", MediaTypes.OciManifest, "is not an image manifest or index")]
    [InlineData("""{"schemaVersion":2}""", MediaTypes.OciManifest, "is not an image manifest or index")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json"},"layers":[]}""", MediaTypes.OciManifest, "artifact of type")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Config}},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip+encrypted"}]}""", MediaTypes.OciManifest, "unknown type")]
    [InlineData("<html>", MediaTypes.OciManifest, "not valid")]
    [InlineData("", MediaTypes.OciManifest, "not valid")]
    [InlineData("null", MediaTypes.OciManifest, "empty")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""", MediaTypes.OciManifest, "not valid")]
    public void ReadManifest_IsStrict(string json, string? mediaType, string? problem)
    {
        var error = Record.Exception(() => ManifestReader.ReadManifest(Encoding.UTF8.GetBytes(json), mediaType));

        if (problem is null)
        {
            Assert.Null(error);
        }
        else
        {
            Assert.Contains(problem, Assert.IsType<FailureException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadManifest_TooManyLayers_IsRefused()
    {
        var layers = string.Join(',', Enumerable.Repeat(Layer, 501));
        var json = $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{layers}}]}""";

        Assert.Throws<FailureException>(() => ManifestReader.ReadManifest(Encoding.UTF8.GetBytes(json), MediaTypes.OciManifest));
    }
}
