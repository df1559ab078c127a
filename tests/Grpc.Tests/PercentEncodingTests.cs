using System.Text;
using CriSharp.Grpc.Wire;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>The encoding of <c>grpc-message</c>.</summary>
public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text, with ~ and \" and +", "plain text, with ~ and \" and +")]
    [InlineData("50%", "50%25")]
    [InlineData("%41", "%2541")]
    [InlineData("a\r\nb\tc\0", "a%0D%0Ab%09c%00")]
    [InlineData("\u007f", "%7F")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("世", "%E4%B8%96")]
    [InlineData("🚢", "%F0%9F%9A%A2")]
    public void Encode_AndBack_GivesTheText(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("%c3%bc", "ü")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%4x%zz", "%4x%zz")]
    [InlineData("100% of it", "100% of it")]
    [InlineData("%C3", "\ufffd")]
    [InlineData("%%41", "%A")]
    [InlineData("ü%20", "ü ")]
    public void Decode_WhatOthersSend_NeverFails(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Fact]
    public void Encode_LoneSurrogate_IsReplaced() => Assert.Equal("%EF%BF%BD", PercentEncoding.Encode("\ud83d"));

    [Theory]
    [InlineData("x")]
    [InlineData("ü")]
    [InlineData("🚢")]
    public void Encode_LongText_IsCutBetweenCharacters(string character)
    {
        var text = new StringBuilder().Insert(0, character, 10_000).ToString();

        var encoded = PercentEncoding.Encode(text);

        Assert.InRange(encoded.Length, 6000, 6 * 1024 + 3);
        Assert.EndsWith($"{character}...", PercentEncoding.Decode(encoded), StringComparison.Ordinal);
        Assert.StartsWith(PercentEncoding.Decode(encoded)[..^3], text, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_AnyText_IsPrintableAsciiAndComesBack()
    {
        var random = new Random(7);
        for (var i = 0; i < 1000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 40).Select(_ => new Rune(RandomScalar(random)).ToString()));

            var encoded = PercentEncoding.Encode(text);

            Assert.DoesNotContain(encoded, character => character is < ' ' or > '~');
            Assert.Equal(text, PercentEncoding.Decode(encoded));
        }
    }

    private static int RandomScalar(Random random) =>
        random.Next(3) switch { 0 => random.Next(0x80), 1 => random.Next(0xd800), _ => random.Next(0xe000, 0x110000) };
}
