using CriSharp.Images;
using Xunit;

namespace CriSharp.Tests.Images.Names;

public sealed class DigestTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("sha256:" + Empty, true)]
    [InlineData("sha512:" + Empty + Empty, true)]
    [InlineData("sha256:" + Empty + "0", false)]
    [InlineData("sha512:" + Empty, false)]
    [InlineData("sha256:E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", false)]
    [InlineData("SHA256:" + Empty, false)]
    [InlineData("sha256", false)]
    [InlineData("sha256:", false)]
    [InlineData(" sha256:" + Empty, false)]
    [InlineData("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", false)]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../etc/pas", false)]
    [InlineData(null, false)]
    public void TryParse_IsStrict(string? text, bool expected) => Assert.Equal(expected, Digest.TryParse(text, out _));

    [Fact]
    public void Of_Content_IsItsSha256() => Assert.Equal($"sha256:{Empty}", Digest.Of([]).ToString());
}
