using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

/// <summary>Kills for memory, told with the exit.</summary>
public sealed class OomTests
{
    private const int Kill = 9;
    private const long LimitBytes = 32 << 20;

    // Grows by doubling until the kernel says no.
    private const string Grow = "x=0123456789abcdef; while :; do x=$x$x; done";

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Exit_FirstProcessOutOfMemory_IsCounted(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, ["/bin/sh", "-c", Grow], memoryLimitBytes: LimitBytes);

        await container.LaunchAsync();
        var exit = await keeper.ExitAsync(container.Id);

        Assert.Equal((137, Kill, 1), (exit.ExitCode, exit.Signal, exit.OomKills));
        await container.RemoveAsync();
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Exit_OfAPatientParent_HasTheKillsOfItsChildrenAlsoAfterARestart(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(
            runtime, ["/bin/sh", "-c", $"sh -c '{Grow}'; sh -c '{Grow}'; exit 0"], memoryLimitBytes: LimitBytes);

        await container.LaunchAsync();
        var exit = await keeper.ExitAsync(container.Id);
        await keeper.EndAsync(Kill);
        await keeper.StartAgainAsync();
        var again = await keeper.ExitAsync(container.Id);

        Assert.Equal((0, 2), (exit.ExitCode, exit.OomKills));
        Assert.Equal(exit, again);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exit_KilledForMemoryUnderTheNextKeeper_IsCounted()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(
            "crun", ["/bin/sh", "-c", $"sh -c '{Grow}'; echo once; until test -e /go; do sleep 0.05; done; {Grow}"], memoryLimitBytes: LimitBytes);
        await container.LaunchAsync();
        await container.LoggedAsync("once");

        await keeper.EndAsync(Kill);
        await keeper.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Combine(container.RootFs, "go"), "", TestContext.Current.CancellationToken);
        var exit = await keeper.ExitAsync(container.Id);

        Assert.Equal(2, exit.OomKills);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exit_KilledOtherwise_HasNoOomKills()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"], memoryLimitBytes: LimitBytes);
        await container.LaunchAsync();

        await keeper.Client.SignalAsync(container.Id, Kill, TestContext.Current.CancellationToken);
        var exit = await keeper.ExitAsync(container.Id);

        Assert.Equal((137, 0), (exit.ExitCode, exit.OomKills));
        await container.RemoveAsync();
    }
}
