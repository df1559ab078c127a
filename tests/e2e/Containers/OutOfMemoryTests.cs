using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>The reason is OOMKilled whenever the kernel killed a process of the container for memory, and only then.</summary>
public sealed class OutOfMemoryTests(NodeFixture fixture) : NodeTests(fixture)
{
    // Grows by doubling until the kernel says no.
    private const string Grow = "x=0123456789abcdef; while :; do x=$x$x; done";

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task FirstProcess_IsOomKilled(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.StartAsync(Limited(Grow));

        var status = await container.ExitAsync();

        Assert.Equal((137, "OOMKilled"), (status.ExitCode, status.Reason));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task ChildOfAFirstProcessThatEndsWell_IsOomKilledWithItsCode(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.StartAsync(Limited($"sh -c '{Grow}'; echo survived; exit 0"));

        var status = await container.ExitAsync();

        Assert.Equal((0, "OOMKilled", "survived\n"), (status.ExitCode, status.Reason, container.LogText("stdout")));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task WhileTheDaemonIsAway_IsOomKilled(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.StartAsync(Limited($"echo ready; sleep 2; {Grow}"));
        await container.LoggedAsync("ready");

        await Node.EndDaemonAsync();
        Assert.Empty(await Deadlines.UntilAsync(
            () => Task.FromResult(CgroupTrees.Processes(pod.Config.Linux.CgroupParent)), processes => processes.Count == 0));
        await Node.StartDaemonAsync();

        var status = await container.ExitAsync();
        Assert.Equal((137, "OOMKilled"), (status.ExitCode, status.Reason));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task KilledOtherwise_IsAnError(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.StartAsync(Limited("sleep 1000"));

        await container.StopAsync();

        var status = await container.StatusAsync();
        Assert.Equal((137, "Error"), (status.ExitCode, status.Reason));
    }

    [Fact]
    public async Task ANeighbourInThePod_IsNot()
    {
        await using var pod = await Node.RunPodAsync();
        var innocent = await pod.StartAsync(Limited("sleep 1000"));
        var guilty = await pod.StartAsync(Limited(Grow));

        Assert.Equal("OOMKilled", (await guilty.ExitAsync()).Reason);
        await innocent.StopAsync();

        Assert.Equal("Error", (await innocent.StatusAsync()).Reason);
    }

    private Cri.ContainerConfig Limited(string script) =>
        Configs.Script(Node, script).With(config => config.Linux.Resources.MemoryLimitInBytes = 32 << 20);
}
