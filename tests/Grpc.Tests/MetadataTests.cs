using CriSharp.Grpc.Wire;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>Headers and trailers of calls.</summary>
public sealed class MetadataTests
{
    [Fact]
    public void Keys_AreFoundInAnyCaseAndRepeat()
    {
        Metadata metadata = [new("Trace", "a"), new("data-bin", [1]), new("trace", "b")];

        Assert.Equal("b", metadata.GetValue("TRACE"));
        Assert.Equal(["a", "b"], metadata.GetAll("trace").Select(entry => entry.Value));
        Assert.Equal([1], metadata.GetValueBytes("data-bin"));
        Assert.Null(metadata.Get("nothing"));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("with space", "x")]
    [InlineData("umlaut-ü", "x")]
    [InlineData("key", "umlaut ü")]
    [InlineData("key", "two\nlines")]
    [InlineData("key-bin", "text")]
    public void Text_ThatNoHeaderCanCarry_IsRefused(string key, string value) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, value));

    [Fact]
    public void Bytes_UnderATextKey_AreRefused() => Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", [1]));

    [Fact]
    public void Empty_CannotBeChanged() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Theory]
    [InlineData("grpc-status", "0")]
    [InlineData(":path", "/")]
    [InlineData("content-type", "application/grpc")]
    [InlineData("TE", "trailers")]
    [InlineData("odd!name", "x")]
    [InlineData("text", "not ASCII ü")]
    public void Header_OfTheProtocolOrTooOdd_IsNoMetadata(string name, string value)
    {
        var metadata = new Metadata();

        MetadataCodec.Add(metadata, name, value);

        Assert.Empty(metadata);
    }

    [Fact]
    public void Binary_SeveralInOneHeader_AreRead()
    {
        var metadata = new Metadata();

        MetadataCodec.Add(metadata, "Data-Bin", "AP8=, EA,");

        Assert.Equal([[0, 255], [16], []], metadata.GetAll("data-bin").Select(entry => entry.ValueBytes));
        Assert.Equal("AP8", MetadataCodec.Format(metadata[0]));
    }
}
