using CriSharp.Grpc.Wire;
using Xunit;

namespace CriSharp.Tests.Grpc;

/// <summary>The header <c>grpc-timeout</c>.</summary>
public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("101n", 2)]
    [InlineData("0n", 0)]
    [InlineData("1u", 10)]
    [InlineData("250m", 250 * TimeSpan.TicksPerMillisecond)]
    [InlineData("00000001S", TimeSpan.TicksPerSecond)]
    [InlineData("2M", 2 * TimeSpan.TicksPerMinute)]
    [InlineData("3H", 3 * TimeSpan.TicksPerHour)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void TryParse_Valid_GivesTheTime(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("1s")]
    [InlineData("1x")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("0x1S")]
    [InlineData("١S")]
    [InlineData("123456789S")]
    public void TryParse_Invalid_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0u")]
    [InlineData(0, "0u")]
    [InlineData(1, "1u")]
    [InlineData(10, "1u")]
    [InlineData(11, "2u")]
    [InlineData(2 * TimeSpan.TicksPerMinute, "120000m")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMicrosecond, "99999999u")]
    [InlineData((99_999_999 * TimeSpan.TicksPerMicrosecond) + 1, "100000m")]
    [InlineData(99_999_999 * TimeSpan.TicksPerSecond, "99999999S")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Format_FinestUnitWithRoom_RoundedUp(long ticks, string text) => Assert.Equal(text, GrpcTimeout.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Format_ThenParse_NeverShortens()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var time = TimeSpan.FromTicks(random.NextInt64(0, 1L << random.Next(1, 60)));

            Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(time), out var parsed));
            Assert.True(parsed >= time, $"{time} became {parsed}");
        }
    }
}
