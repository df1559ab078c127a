using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("10M", 10_000_000)]
    [InlineData("1.5Gi", 1_610_612_736)]
    [InlineData("1k", 1000)]
    [InlineData("100m", 1)]
    [InlineData("1500m", 2)]
    [InlineData("1u", 1)]
    [InlineData("2e6", 2_000_000)]
    [InlineData("12E3", 12_000)]
    [InlineData("5e-1", 1)]
    [InlineData("+7", 7)]
    [InlineData("-3k", -3000)]
    [InlineData("1E", 1_000_000_000_000_000_000)]
    [InlineData(".5k", 500)]
    public void TryParse_Quantity_IsRoundedUp(string text, long expected)
    {
        Assert.True(Quantity.TryParse(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("ten")]
    [InlineData("10 M")]
    [InlineData("10Mb")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("100E")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("1,000")]
    public void TryParse_Other_IsFalse(string text) => Assert.False(Quantity.TryParse(text, out _));
}
