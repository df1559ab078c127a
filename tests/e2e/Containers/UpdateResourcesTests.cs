using System.Text.Json.Nodes;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>UpdateContainerResources: all or nothing, read back from inside the container, by either OCI runtime.</summary>
public sealed class UpdateResourcesTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const long MiB = 1 << 20;
    private static readonly bool Unified = CgroupTrees.Hierarchies.Count == 1;

    public static TheoryData<string> Handlers => ["crun", "runc"];

    private static readonly string[] All = ["memory", "shares", "cpu", "cpus"];

    // Name, files of version 1, files of version 2.
    private static readonly Dictionary<string, (string Legacy, string Unified)> Files = new()
    {
        ["memory"] = ("memory/memory.limit_in_bytes", "memory.max"),
        ["shares"] = ("cpu/cpu.shares", "cpu.weight"),
        ["cpu"] = ("cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us", "cpu.max"),
        ["cpus"] = ("cpuset/cpuset.cpus", "cpuset.cpus"),
        ["hugepages"] = ("hugetlb/hugetlb.2MB.limit_in_bytes", "hugetlb.2MB.max"),
    };

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Memory_UpAndDown_IsInForceAndTold(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, resources => resources.MemoryLimitInBytes = 64 * MiB);

        foreach (var limit in new[] { 256 * MiB, 32 * MiB, 64 * MiB })
        {
            await UpdateAsync(container, new() { MemoryLimitInBytes = limit });
            Assert.Equal($"{limit}", await ReadAsync(container, "memory"));
            Assert.Equal(limit, (await ToldAsync(container)).MemoryLimitInBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Memory_FirstLimit_CanBeGivenLater(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, _ => { });

        await UpdateAsync(container, new() { MemoryLimitInBytes = 64 * MiB, MemorySwapLimitInBytes = 64 * MiB });

        Assert.Equal($"{64 * MiB}", await ReadAsync(container, "memory"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Memory_BelowUsage_IsRefusedAndAllIsAsBefore(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(
            pod,
            resources =>
            {
                resources.MemoryLimitInBytes = 128 * MiB;
                resources.CpuShares = 512;
            },
            // A string of 32 MiB that stays in the shell's memory.
            "x=$(head -c 33554432 /dev/zero | tr '\\0' x); echo ready; read forever");
        await container.LoggedAsync("ready");

        var cause = await Failures.ExpectAsync(
            StatusCode.FailedPrecondition, () => Update(container, new() { MemoryLimitInBytes = 16 * MiB, CpuShares = 1024, OomScoreAdj = 990 }));

        Assert.Matches("memory_limit_in_bytes 16777216: the container uses [0-9]+$", cause);
        Assert.Equal($"{128 * MiB}", await ReadAsync(container, "memory"));
        Assert.Equal(Unified ? "20" : "512", await ReadAsync(container, "shares"));
        Assert.Equal("1000", await OomScoreAdjAsync(container));
        var told = await ToldAsync(container);
        Assert.Equal((128 * MiB, 512, 1000), (told.MemoryLimitInBytes, told.CpuShares, told.OomScoreAdj));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Cpu_SharesQuotaPeriodAndSet_AreInForce(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, resources =>
        {
            resources.CpuShares = 512;
            resources.CpuQuota = 50_000;
            resources.CpuPeriod = 100_000;
        });

        await UpdateAsync(container, new() { CpuShares = 2048, CpuQuota = 30_000, CpuPeriod = 20_000, CpusetCpus = "0" });

        Assert.Equal("30000 20000", await ReadAsync(container, "cpu"));
        Assert.Equal("0", await ReadAsync(container, "cpus"));
        Assert.Equal(Unified ? "79" : "2048", await ReadAsync(container, "shares"));
        Assert.Equal("0\n", (await container.ExecAsync("sh", "-c", "grep Cpus_allowed_list /proc/1/status | cut -f2")).Succeeded());

        // Only what is said changes, and -1 lifts the quota.
        await UpdateAsync(container, new() { CpuQuota = -1 });
        Assert.Equal(Unified ? "max 20000" : "-1 20000", await ReadAsync(container, "cpu"));
        var told = await ToldAsync(container);
        Assert.Equal((2048, -1, 20_000, "0"), (told.CpuShares, told.CpuQuota, told.CpuPeriod, told.CpusetCpus));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task HugePages_AreInForce(string handler)
    {
        Assert.SkipUnless(Unified || File.Exists("/sys/fs/cgroup/hugetlb/cgroup.procs"), "the node has no hugetlb controller");
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(
            pod, resources => resources.HugepageLimits.Add([new() { PageSize = "2MB", Limit = 4 * (ulong)MiB }, new() { PageSize = "1GB" }]));
        Assert.Equal($"{4 * MiB}", await ReadAsync(container, "hugepages"));

        await UpdateAsync(container, new() { HugepageLimits = { new Cri.HugepageLimit { PageSize = "2MB", Limit = 8 * (ulong)MiB } } });
        await UpdateAsync(container, new() { CpuShares = 300 });

        Assert.Equal($"{8 * MiB}", await ReadAsync(container, "hugepages"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task OomScoreAdjustment_OfRunningProcesses_IsChanged(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(
            pod, resources => resources.OomScoreAdj = 900, "sleep 1000 & (echo 950 >/proc/self/oom_score_adj; exec sleep 1001) & echo ready; wait");
        await container.LoggedAsync("ready");

        await UpdateAsync(container, new() { OomScoreAdj = 980 });

        Assert.Equal("980", await OomScoreAdjAsync(container));
        var all = (await container.ExecAsync("sh", "-c", "for p in /proc/[0-9]*; do grep -q sleep $p/comm && cat $p/oom_score_adj; done | sort")).Stdout;
        Assert.Equal("950\n980\n", all); // What chose its own keeps it.
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Impossible_SecondHalf_LeavesTheFirstAsItWas(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, resources =>
        {
            resources.MemoryLimitInBytes = 64 * MiB;
            resources.CpuShares = 512;
            resources.CpuQuota = 50_000;
            resources.CpuPeriod = 100_000;
        });
        var before = await AllAsync(container);

        await Failures.ExpectAsync(StatusCode.Internal, () => Update(container, new()
        {
            MemoryLimitInBytes = 128 * MiB,
            CpuShares = 1024,
            CpuQuota = 70_000,
            CpuPeriod = 50_000,
            CpusetCpus = "4000", // no such processor
            OomScoreAdj = 999,
        }));

        Assert.Equal(before, await AllAsync(container));
        Assert.Equal("1000", await OomScoreAdjAsync(container));
        Assert.Equal(container.Config.Linux.Resources, await ToldAsync(container));
        await UpdateAsync(container, new() { MemoryLimitInBytes = 96 * MiB });
        Assert.Equal($"{96 * MiB}", await ReadAsync(container, "memory"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Created_StartsWithTheNewLimits(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await pod.CreateAsync(Waiting(resources => resources.MemoryLimitInBytes = 64 * MiB));

        await UpdateAsync(container, new() { MemoryLimitInBytes = 128 * MiB, CpuShares = 300, OomScoreAdj = 990 });
        Assert.Equal(128 * MiB, (await ToldAsync(container)).MemoryLimitInBytes);
        await container.StartAsync();

        Assert.Equal($"{128 * MiB}", await ReadAsync(container, "memory"));
        Assert.Equal(Unified ? "12" : "300", await ReadAsync(container, "shares"));
        Assert.Equal("990", await OomScoreAdjAsync(container));
    }

    [Fact]
    public async Task Exited_OnlyTheRecordChanges()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync("true");
        await container.ExitAsync();

        await UpdateAsync(container, new() { CpuShares = 300 });

        Assert.Equal(300, (await ToldAsync(container)).CpuShares);
    }

    [Fact]
    public async Task Unknown_IsNotFound() => await Failures.ExpectAsync(
        StatusCode.NotFound,
        () => Node.Runtime.UpdateContainerResourcesAsync(new() { ContainerId = "none", Linux = new() { CpuShares = 2 } }));

    [Fact]
    public async Task Impossible_Field_IsInvalidAndNamed()
    {
        await using var pod = await Node.RunPodAsync();
        var container = await StartAsync(pod, resources => resources.MemoryLimitInBytes = 64 * MiB);

        var cause = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Update(container, new() { MemorySwapLimitInBytes = MiB }));
        Assert.StartsWith("container update linux.memory_swap_limit_in_bytes: ", cause, StringComparison.Ordinal);

        cause = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Update(container, new() { Unified = { ["cgroup.procs"] = "1" } }));
        Assert.StartsWith("container update linux.unified[cgroup.procs]: ", cause, StringComparison.Ordinal);

        if (!Unified)
        {
            cause = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Update(container, new() { Unified = { ["memory.high"] = "1" } }));
            Assert.Equal("container update linux.unified[memory.high]: this node's cgroups are not version 2", cause);
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task AfterARestartOfTheDaemon_StatusAndLimitsAreTheUpdated(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, resources => resources.MemoryLimitInBytes = 64 * MiB);
        await UpdateAsync(container, new() { MemoryLimitInBytes = 128 * MiB, CpuShares = 300 });
        var told = await ToldAsync(container);

        await Node.EndDaemonAsync();
        await Node.StartDaemonAsync();

        Assert.Equal(told, await ToldAsync(container));
        Assert.Equal($"{128 * MiB}", await ReadAsync(container, "memory"));
        await UpdateAsync(container, new() { MemoryLimitInBytes = 32 * MiB });
        Assert.Equal($"{32 * MiB}", await ReadAsync(container, "memory"));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task AtTheSameTime_EachIsWholeAndExecsGoOn(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var container = await StartAsync(pod, _ => { });

        var updates = Enumerable.Range(1, 8).Select(i => UpdateAsync(container, new() { CpuShares = 100 * i, MemoryLimitInBytes = 64 * MiB * i }));
        var execs = Enumerable.Range(1, 8).Select(_ => container.ExecAsync("true"));
        await Task.WhenAll(Task.WhenAll(updates), Task.WhenAll(execs));

        var told = await ToldAsync(container);
        Assert.Equal(told.CpuShares * 64 * MiB / 100, told.MemoryLimitInBytes);
        Assert.Equal($"{told.MemoryLimitInBytes}", await ReadAsync(container, "memory"));
        Assert.All(await Task.WhenAll(execs), exec => Assert.Equal(0, exec.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task RacingWithExitStopAndRemoval_IsDoneOrCleanlyRefused(string handler)
    {
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        for (var i = 0; i < 10; i++)
        {
            var container = await StartAsync(pod, _ => { }, i % 2 == 0 ? "exit 3" : "read forever");
            var updates = Enumerable.Range(1, 4).Select(n => CodeOfAsync(container, new() { CpuShares = 100 * n, OomScoreAdj = 990 + n })).ToList();
            await container.StopAsync();
            await container.RemoveAsync();

            Assert.All(await Task.WhenAll(updates), code => Assert.Contains(code, (StatusCode[])[StatusCode.OK, StatusCode.NotFound]));
        }
    }

    [Fact]
    public async Task Pod_WhoseCgroupIsOurs_IsLimitedAndChanged()
    {
        await using var pod = await Node.RunPodAsync(Pods.OnHostNetwork(Node).With(config =>
        {
            config.Linux.Resources = new() { CpuShares = 512, CpuQuota = 50_000, CpuPeriod = 100_000, MemoryLimitInBytes = 256 * MiB };
            config.Linux.Overhead = new() { CpuShares = 100, CpuQuota = 10_000, CpuPeriod = 50_000, MemoryLimitInBytes = 64 * MiB };
        }));
        Assert.Equal((Unified ? "24" : "612", "70000 100000", $"{320 * MiB}"), OfPod(pod));

        await Node.Runtime.UpdatePodSandboxResourcesAsync(new() { PodSandboxId = pod.Id, Resources = new() { CpuShares = 1024, MemoryLimitInBytes = 128 * MiB } });
        Assert.Equal((Unified ? "43" : "1124", Unified ? "max 100000" : "-1 100000", $"{192 * MiB}"), OfPod(pod));
        var info = JsonNode.Parse((await Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = pod.Id, Verbose = true })).Info["info"])!;
        Assert.Equal(("1024", "100"), ((string?)info["resources"]!["cpuShares"], (string?)info["overhead"]!["cpuShares"]));

        var cause = await Failures.ExpectAsync(
            StatusCode.InvalidArgument,
            () => Node.Runtime.UpdatePodSandboxResourcesAsync(new() { PodSandboxId = pod.Id, Overhead = new() { CpuShares = 1 } }));
        Assert.StartsWith("pod sandbox update overhead.cpu_shares: ", cause, StringComparison.Ordinal);
        Assert.Equal((Unified ? "43" : "1124", Unified ? "max 100000" : "-1 100000", $"{192 * MiB}"), OfPod(pod));
    }

    [Fact]
    public async Task Pod_WhoseCgroupTheClientMade_IsOnlyRecorded()
    {
        var config = Pods.OnHostNetwork(Node).With(config => config.Linux.Resources = new() { CpuShares = 512 });
        foreach (var hierarchy in CgroupTrees.Hierarchies)
        {
            Directory.CreateDirectory(hierarchy + config.Linux.CgroupParent);
        }

        await using (var pod = await Node.RunPodAsync(config))
        {
            var before = OfPod(pod);
            await Node.Runtime.UpdatePodSandboxResourcesAsync(new() { PodSandboxId = pod.Id, Resources = new() { CpuShares = 700 } });

            Assert.Equal(before, OfPod(pod));
            var info = JsonNode.Parse((await Node.Runtime.PodSandboxStatusAsync(new() { PodSandboxId = pod.Id, Verbose = true })).Info["info"])!;
            Assert.Equal("700", (string?)info["resources"]!["cpuShares"]);
        }

        await CgroupTrees.RemoveAsync(config.Linux.CgroupParent);
    }

    [Fact]
    public async Task Pod_UnknownOrStopped_IsNotFoundOrFailedPrecondition()
    {
        await using var pod = await Node.RunPodAsync();
        await pod.StopAsync();

        await Failures.ExpectAsync(
            StatusCode.FailedPrecondition, () => Node.Runtime.UpdatePodSandboxResourcesAsync(new() { PodSandboxId = pod.Id, Resources = new() { CpuShares = 2 } }));
        await Failures.ExpectAsync(
            StatusCode.NotFound, () => Node.Runtime.UpdatePodSandboxResourcesAsync(new() { PodSandboxId = "none", Resources = new() { CpuShares = 2 } }));
    }

    private static (string Shares, string Cpu, string Memory) OfPod(TestPod pod) =>
        (OfPod(pod, "shares"), OfPod(pod, "cpu"), OfPod(pod, "memory"));

    private static string OfPod(TestPod pod, string name)
    {
        var parts = (Unified ? Files[name].Unified : Files[name].Legacy).Split(' ');
        return string.Join(' ', parts.Select(file => File.ReadAllText(Unified
            ? $"/sys/fs/cgroup{pod.Config.Linux.CgroupParent}/{file}"
            : $"/sys/fs/cgroup/{Path.GetDirectoryName(file)}{pod.Config.Linux.CgroupParent}/{Path.GetFileName(file)}").Trim()));
    }

    private Cri.ContainerConfig Waiting(Action<Cri.LinuxContainerResources> resources, string script = "read forever") =>
        Configs.Script(Node, script).With(config =>
        {
            config.Stdin = true;
            resources(config.Linux.Resources);
        });

    private Task<TestContainer> StartAsync(TestPod pod, Action<Cri.LinuxContainerResources> resources, string script = "read forever") =>
        pod.StartAsync(Waiting(resources, script));

    private AsyncUnaryCall<Cri.UpdateContainerResourcesResponse> Update(TestContainer container, Cri.LinuxContainerResources resources) =>
        Node.Runtime.UpdateContainerResourcesAsync(new() { ContainerId = container.Id, Linux = resources });

    private async Task UpdateAsync(TestContainer container, Cri.LinuxContainerResources resources) => await Update(container, resources);

    private async Task<StatusCode> CodeOfAsync(TestContainer container, Cri.LinuxContainerResources resources)
    {
        try
        {
            await Update(container, resources);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static async Task<Cri.LinuxContainerResources> ToldAsync(TestContainer container) => (await container.StatusAsync()).Resources.Linux;

    private static async Task<string> ReadAsync(TestContainer container, string name)
    {
        var read = await container.ExecAsync("sh", "-c", $"cd /sys/fs/cgroup && cat {(Unified ? Files[name].Unified : Files[name].Legacy)}");
        return read.Succeeded().Trim().Replace('\n', ' ');
    }

    private static async Task<string> AllAsync(TestContainer container)
    {
        var all = await Task.WhenAll(All.Select(name => ReadAsync(container, name)));
        return string.Join('\n', all);
    }

    private static async Task<string> OomScoreAdjAsync(TestContainer container) =>
        (await container.ExecAsync("cat", "/proc/1/oom_score_adj")).Succeeded().Trim();
}
