using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Every resource of CreateContainer, read back from inside the container, by either OCI runtime.</summary>
public sealed class ResourceTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const long MiB = 1 << 20;
    private static readonly bool Unified = CgroupTrees.Hierarchies.Count == 1;

    // Handler, resources as JSON; files and what they say on version 1; on version 2.
    public static TheoryData<string, string, string, string> Resources
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var handler in new[] { "crun", "runc" })
            {
                Add("""{"cpu_shares":2}""", "cpu/cpu.shares=2", "cpu.weight=1");
                Add("""{"cpu_shares":262144}""", "cpu/cpu.shares=262144", "cpu.weight=10000");
                Add("""{"cpu_quota":5000,"cpu_period":10000}""", "cpu/cpu.cfs_quota_us=5000 cpu/cpu.cfs_period_us=10000", "cpu.max=5000 10000");
                Add("""{"cpu_quota":-1,"cpu_period":100000}""", "cpu/cpu.cfs_quota_us=-1", "cpu.max=max 100000");
                Add("""{"cpu_quota":-1}""", "cpu/cpu.cfs_quota_us=-1", "cpu.max=max 100000");
                Add("""{"cpuset_cpus":"0","cpuset_mems":"0"}""", "cpuset/cpuset.cpus=0 cpuset/cpuset.mems=0", "cpuset.cpus=0 cpuset.mems=0");
                Add($$"""{"memory_limit_in_bytes":{{64 * MiB}} }""", $"memory/memory.limit_in_bytes={64 * MiB}", $"memory.max={64 * MiB} memory.swap.max=0");
                Add(
                    $$"""{"memory_limit_in_bytes":{{64 * MiB}},"hugepage_limits":[{"page_size":"2MB"},{"page_size":"1GB"}]}""",
                    $"memory/memory.limit_in_bytes={64 * MiB}",
                    $"memory.max={64 * MiB}");
                Add($$"""{"unified":{"memory.high":"{{60 * MiB}}"} }""", "", $"memory.high={60 * MiB}");

                void Add(string resources, string legacy, string unified) => data.Add(handler, resources, legacy, unified);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Create_Resources_AreInForce(string handler, string resources, string legacy, string unified)
    {
        Assert.SkipWhen(!Unified && legacy.Length == 0, "needs cgroup version 2");
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);

        foreach (var (file, value) in (Unified ? unified : legacy).Split(' ').Select(entry => (entry.Split('=')[0], entry.Split('=')[1])))
        {
            var config = Configs.Running(Node, "cat", $"/sys/fs/cgroup/{file}").With(container => container.Linux.Resources = Of(resources));
            Assert.Equal(value + "\n", (await pod.RunAsync(config)).Succeeded());
        }
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Create_Swap_IsLimitedWhereItCanBe(string handler)
    {
        var file = Unified ? "memory.swap.max" : "memory/memory.memsw.limit_in_bytes";
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var resources = new Cri.LinuxContainerResources { MemoryLimitInBytes = 64 * MiB, MemorySwapLimitInBytes = 96 * MiB, OomScoreAdj = 1000 };
        var config = Configs.Script(Node, $"cat /sys/fs/cgroup/{file} || echo none").With(container => container.Linux.Resources = resources);

        var read = (await pod.RunAsync(config)).Succeeded().Trim();

        Assert.Contains(read, (string[])["none", Unified ? $"{32 * MiB}" : $"{96 * MiB}"]);
    }

    [Theory]
    [InlineData("""{"unified":{"cgroup.freeze":"1"}}""", "container config linux.resources.unified[cgroup.freeze]: is not the file of a controller that limits resources")]
    [InlineData("""{"unified":{"../memory.max":"1"}}""", "container config linux.resources.unified: \"../memory.max\" is not the name of a cgroup file")]
    [InlineData("""{"cpuset_cpus":"3-1"}""", "container config linux.resources.cpuset_cpus: 3-1 ends before it begins")]
    public async Task Create_Impossible_IsRefusedNamingTheField(string resources, string cause)
    {
        await using var pod = await Node.RunPodAsync();
        var config = Configs.Running(Node, "true").With(container => container.Linux.Resources = Of(resources));

        var said = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));

        Assert.Equal(cause, said);
    }

    private static Cri.LinuxContainerResources Of(string json)
    {
        var resources = Cri.LinuxContainerResources.Parser.ParseJson(json);
        resources.OomScoreAdj = 1000;
        return resources;
    }
}
