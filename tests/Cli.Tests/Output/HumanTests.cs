using CriSharp.Cli.Output;
using Xunit;

namespace CriSharp.Tests.Cli.Output;

/// <summary>Sizes, ages, ids and texts as people see them.</summary>
public sealed class HumanTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1234, "1.23kB")]
    [InlineData(12_345, "12.3kB")]
    [InlineData(123_456, "123kB")]
    [InlineData(999_499, "999kB")]
    [InlineData(999_999, "1MB")]
    [InlineData(4_261_550, "4.26MB")]
    [InlineData(9_999_999, "10MB")]
    [InlineData(8_000_000_000, "8GB")]
    [InlineData(ulong.MaxValue, "18.4EB")]
    public void HumanSize_Of_ThreeDigits(ulong bytes, string text) => Assert.Equal(text, HumanSize.Of(bytes));

    [Theory]
    [InlineData(-5, "0 seconds")]
    [InlineData(0, "0 seconds")]
    [InlineData(1, "1 second")]
    [InlineData(119, "119 seconds")]
    [InlineData(120, "2 minutes")]
    [InlineData(7199, "119 minutes")]
    [InlineData(7200, "2 hours")]
    [InlineData(172_800, "2 days")]
    [InlineData(60 * 86400, "2 months")]
    [InlineData(730 * 86400, "2 years")]
    public void HumanAge_Of_LargestUnitThatSaysEnough(long seconds, string text) =>
        Assert.Equal(text, HumanAge.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void HumanAge_NotYet_IsDash() => Assert.Equal("-", HumanAge.Ago(0, TimeProvider.System));

    [Theory]
    [InlineData("sha256:0123456789abcdef", false, "0123456789ab")]
    [InlineData("0123456789abcdef", false, "0123456789ab")]
    [InlineData("short", false, "short")]
    [InlineData("sha256:0123456789abcdef", true, "sha256:0123456789abcdef")]
    public void ShortId_Of_TwelveDigits(string id, bool whole, string text) => Assert.Equal(text, ShortId.Of(id, whole));

    [Theory]
    [InlineData("plain ü", false, "plain ü")]
    [InlineData("\u001b[2Jgone\a", false, "\ufffd[2Jgone\ufffd")]
    [InlineData("a\nb\tc", false, "a\ufffdb\ufffdc")]
    [InlineData("a\nb\tc\r", true, "a\nb\tc\ufffd")]
    [InlineData("c1 \u009b31m", true, "c1 \ufffd31m")]
    public void Printable_Of_HasNoControlCharacters(string text, bool lines, string expected) => Assert.Equal(expected, Printable.Of(text, lines));
}
