using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Resource limits, read back from inside the container and from the kernel.</summary>
public sealed class LimitTests(NodeFixture fixture) : NodeTests(fixture)
{
    private static readonly bool Unified = CgroupTrees.Hierarchies.Count == 1;

    [Fact]
    public async Task Memory_IsLimited()
    {
        var output = await ReadAsync(
            resources => resources.MemoryLimitInBytes = 64 << 20, Unified ? "memory.max" : "memory/memory.limit_in_bytes");

        Assert.Equal((64 << 20) + "\n", output);
    }

    [Fact]
    public async Task Cpu_QuotaAndPeriod()
    {
        var files = Unified ? "cpu.max" : "cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us";

        var output = await ReadAsync(
            resources =>
            {
                resources.CpuQuota = 50_000;
                resources.CpuPeriod = 100_000;
            },
            files);

        Assert.Equal("50000 100000", output.Trim().Replace('\n', ' '));
    }

    [Fact]
    public async Task Cpu_Shares()
    {
        var output = await ReadAsync(resources => resources.CpuShares = 512, Unified ? "cpu.weight" : "cpu/cpu.shares");

        Assert.InRange(int.Parse(output), Unified ? 20 : 512, Unified ? 60 : 512);
    }

    [Fact]
    public async Task Cpuset_IsPinned()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, "grep Cpus_allowed_list /proc/self/status | cut -f2").With(container => container.Linux.Resources.CpusetCpus = "0");

        Assert.Equal("0\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task OomScoreAdjustment_IsSet()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "cat", "/proc/self/oom_score_adj").With(container => container.Linux.Resources.OomScoreAdj = 987);

        Assert.Equal("987\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task OomScoreAdjustment_TooLowForTheDaemon_StillStarts()
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").With(container => container.Linux.Resources.OomScoreAdj = -998);

        Assert.Equal("", (await pod.RunAsync(config)).Succeeded());
    }

    [Fact]
    public async Task Cgroup_IsBelowTheParentOfThePod()
    {
        await using var pod = await Node.RunPodAsync();
        await pod.StartAsync("sleep", "1000");

        Assert.NotEmpty(CgroupTrees.Processes(pod.Config.Linux.CgroupParent));
    }

    [Fact]
    public async Task Status_TellsTheLimits()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.CreateAsync(Configs.Running(Node, "true").With(config =>
        {
            config.Linux.Resources.MemoryLimitInBytes = 64 << 20;
            config.Linux.Resources.CpuQuota = 20_000;
            config.Linux.Resources.CpuPeriod = 100_000;
        }));

        var told = (await container.StatusAsync()).Resources.Linux;

        Assert.Equal((64 << 20, 20_000, 100_000), (told.MemoryLimitInBytes, told.CpuQuota, told.CpuPeriod));
    }

    private async Task<string> ReadAsync(Action<Cri.LinuxContainerResources> change, string files)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Script(Node, $"cd /sys/fs/cgroup && cat {files}").With(container => change(container.Linux.Resources));
        return (await pod.RunAsync(config)).Succeeded();
    }
}
