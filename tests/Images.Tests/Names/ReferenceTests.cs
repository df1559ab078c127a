using CriSharp.Failures;
using CriSharp.Images;
using Xunit;

namespace CriSharp.Tests.Images.Names;

public sealed class ReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36")]
    [InlineData("user/app", "docker.io/user/app:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest")]
    [InlineData("index.docker.io/library/busybox:1", "docker.io/library/busybox:1")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app:v1")]
    [InlineData("127.0.0.1:5000/a/b/c:v1", "127.0.0.1:5000/a/b/c:v1")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app:latest")]
    [InlineData("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10")]
    [InlineData("EXAMPLE/app", "example/app:latest")]
    [InlineData("ghcr.io/x/y_z__a-b.c:V.1_2-3", "ghcr.io/x/y_z__a-b.c:V.1_2-3")]
    [InlineData("busybox@sha256:" + Hex, "docker.io/library/busybox@sha256:" + Hex)]
    [InlineData("busybox:1@sha256:" + Hex, "docker.io/library/busybox@sha256:" + Hex)]
    [InlineData("busybox@sha512:" + Hex + Hex, "docker.io/library/busybox@sha512:" + Hex + Hex)]
    public void Parse_Valid_IsCompleted(string text, string expected) => Assert.Equal(expected, Reference.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("@sha256:" + Hex)]
    [InlineData("Busybox")]
    [InlineData("a//b")]
    [InlineData("/busybox")]
    [InlineData("busybox/")]
    [InlineData("busybox:")]
    [InlineData("busybox:a b")]
    [InlineData("busybox:.1")]
    [InlineData("busybox@sha256:abc")]
    [InlineData("busybox@md5:" + Hex)]
    [InlineData("busybox@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("host:99999/busybox")]
    [InlineData("host:0/busybox")]
    [InlineData("-host.io/busybox")]
    [InlineData("host.io/../busybox")]
    [InlineData("host.io/a/./b")]
    [InlineData("host.io/a%2fb")]
    [InlineData("host.io/a?b=c")]
    [InlineData("user@host.io/a")]
    [InlineData("host.io/a\n")]
    [InlineData("busybox:1\n")]
    [InlineData("a.b/-x")]
    [InlineData("a..b/x")]
    [InlineData("http://host.io/a")]
    [InlineData(Hex)]
    public void Parse_Invalid_IsRefusedAsArgument(string text)
    {
        var error = Assert.Throws<FailureException>(() => Reference.Parse(text));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith("image reference \"", error.Message, StringComparison.Ordinal);
        Assert.False(Reference.TryParse(text, out _));
    }

    [Fact]
    public void Parse_LongName_IsRefused() => Assert.False(Reference.TryParse("host.io/" + new string('a', 255), out _));

    [Fact]
    public void Parse_LongTag_IsRefused()
    {
        Assert.True(Reference.TryParse("a:" + new string('1', 128), out _));
        Assert.False(Reference.TryParse("a:" + new string('1', 129), out _));
    }
}
