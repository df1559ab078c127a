using CriSharp.Cli.Pulling;
using Node.V1;
using Xunit;

namespace CriSharp.Tests.Cli.Pulling;

/// <summary>The line that shows a pull on a terminal.</summary>
public sealed class PullBarTests
{
    [Theory]
    [InlineData(80, "pulling busybox ━━━━━━━━━━━━━━━━━━━━━━━━━━─────────  75%  750kB/1MB  1/2 layers")]
    [InlineData(51, "pulling busybox ━━━━──  75%  750kB/1MB  1/2 layers")]
    [InlineData(46, "pulling busybox  75%  750kB/1MB  1/2 layers")]
    [InlineData(20, "pulling busybox  75")]
    [InlineData(0, "")]
    public void Line_Width_IsNeverFilled(int width, string line)
    {
        var drawn = PullBar.Line("busybox", [Layer("a", 500_000, LayerProgress.Types.Phase.Done), Layer("b", 250_000)], width);

        Assert.True(drawn.Length < Math.Max(width, 1));
        Assert.Equal(line, drawn);
    }

    [Fact]
    public void Line_SharedLayer_CountsAsHere() =>
        Assert.Contains("100%  500kB/500kB  1/1 layers", PullBar.Line("x", [Layer("a", 0, LayerProgress.Types.Phase.Shared)], 80), StringComparison.Ordinal);

    [Fact]
    public void Line_MoreReceivedThanAnnounced_IsNotMoreThanAll() =>
        Assert.Contains(" 100%  500kB/500kB  0/1 layers", PullBar.Line("x", [Layer("a", 900_000)], 80), StringComparison.Ordinal);

    [Fact]
    public void Line_NothingKnown_IsZero() =>
        Assert.Contains("   0%  0B/0B  0/0 layers", PullBar.Line("x", [], 80), StringComparison.Ordinal);

    private static LayerProgress Layer(string digest, ulong received, LayerProgress.Types.Phase phase = LayerProgress.Types.Phase.Downloading) =>
        new() { Digest = digest, Phase = phase, ReceivedBytes = received, TotalBytes = 500_000 };
}
