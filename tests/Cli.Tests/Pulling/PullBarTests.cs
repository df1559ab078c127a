using CriSharp.Cli.Pulling;
using Node.V1;
using Xunit;

namespace CriSharp.Tests.Cli.Pulling;

/// <summary>The line that shows a pull on a terminal.</summary>
public sealed class PullBarTests
{
    [Fact]
    public void Line_Layers_AreAddedUp() => Assert.Equal(
        "pulling busybox  75%  750kB/1MB  1/2 layers  ━━━━━━━━━━━━━━━━━━━━━━────────",
        PullBar.Line("busybox", [Layer("a", 500_000, LayerProgress.Types.Phase.Done), Layer("b", 250_000)]));

    [Fact]
    public void Line_SharedLayer_CountsAsHere() =>
        Assert.StartsWith("pulling x 100%  500kB/500kB  1/1 layer  ━", PullBar.Line("x", [Layer("a", 0, LayerProgress.Types.Phase.Shared)]), StringComparison.Ordinal);

    [Fact]
    public void Line_MoreReceivedThanAnnounced_IsNotMoreThanAll() =>
        Assert.StartsWith("pulling x 100%  500kB/500kB  0/1 layer  ━", PullBar.Line("x", [Layer("a", 900_000)]), StringComparison.Ordinal);

    [Fact]
    public void Line_NothingKnown_IsZero() =>
        Assert.StartsWith("pulling x   0%  0B/0B  0/0 layers  ─", PullBar.Line("x", []), StringComparison.Ordinal);

    private static LayerProgress Layer(string digest, ulong received, LayerProgress.Types.Phase phase = LayerProgress.Types.Phase.Downloading) =>
        new() { Digest = digest, Phase = phase, ReceivedBytes = received, TotalBytes = 500_000 };
}
