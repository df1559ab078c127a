using CriSharp.Failures;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.PodSandbox.Views;
using CriSharp.Runtime.OciSpec;
using CriSharp.Tests.PodSandbox.Fakes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

/// <summary>Updates on a version 2 node whose control files are the fake's.</summary>
public sealed class UpdateContainerResourcesTests : IDisposable
{
    private const int Pid = 42;
    private const string Before = """{"memory_limit_in_bytes":8192,"cpu_shares":2}""";

    private static readonly LimitsBefore Interrupted = new(
        [new("memory", "memory.max", "8192"), new("hugetlb", "hugetlb.2MB.max", "max")], new LinuxResources(), 0, 0);

    private readonly TestRecords _records = new();
    private readonly TestUpdates _updates;

    public UpdateContainerResourcesTests()
    {
        _updates = new TestUpdates(_records);
        _updates.Cgroups.Members.Add(Pid);
        foreach (var (file, value) in Files)
        {
            _updates.Cgroups.Files.Add(file, value);
        }

        _updates.Runtime.OnUpdate = (limits, _) => Obey(limits);
    }

    private static Dictionary<string, string> Files => new()
    {
        ["memory.current"] = "4096",
        ["memory.max"] = "8192",
        ["memory.swap.max"] = "0",
        ["cpu.weight"] = "1",
        ["cpu.max"] = "max 100000",
        ["cpuset.cpus"] = "",
        ["hugetlb.2MB.max"] = "max",
    };

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _updates.Dispose();
        _records.Dispose();
    }

    [Fact]
    public async Task UpdateAsync_Running_IsInForceInBundleAndStatus()
    {
        var container = await _updates.AddAsync(Records.Running(Pid), Before);

        await UpdateAsync(container, """{"memory_limit_in_bytes":12288,"cpu_quota":5000,"cpu_period":10000,"oom_score_adj":500}""");

        Assert.Equal(("12288", "0", "5000 10000"), (FileOf("memory.max"), FileOf("memory.swap.max"), FileOf("cpu.max")));
        var spec = await _updates.Bundles.ReadAsync(container.Id);
        Assert.Equal((12288, 5000, 500), (spec.Linux.Resources.Memory!.Limit, spec.Linux.Resources.Cpu!.Quota, spec.Process.OomScoreAdj));
        Assert.NotEmpty(spec.Linux.Resources.Devices);
        Assert.Equal(
            """{ "cpuPeriod": "10000", "cpuQuota": "5000", "cpuShares": "2", "memoryLimitInBytes": "12288", "oomScoreAdj": "500" }""", Told(container.Id));
        Assert.Null(_records.Containers.Find(container.Id)!.Facts.LimitsBefore);
    }

    // The environment, and with it the pod's secrets, is in there. What an update cut short left behind may be open to all.
    [Fact]
    public async Task UpdateAsync_Configuration_StaysForRootOnly()
    {
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        var configuration = _updates.ConfigurationOf(container.Id);
        await File.WriteAllTextAsync(configuration + ".next", "cut short", Test);
        File.SetUnixFileMode(configuration + ".next", (UnixFileMode)0b110_100_100);

        await UpdateAsync(container, """{"cpu_shares":100}""");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(configuration));
    }

    [Fact]
    public async Task UpdateAsync_AfterAReopenOfTheRecords_StillKnows()
    {
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        await UpdateAsync(container, """{"cpu_shares":100}""");

        _records.Reopen();

        Assert.Equal("""{ "cpuShares": "100", "memoryLimitInBytes": "8192" }""", Told(container.Id));
    }

    // runc does not look at huge pages: what the runtime leaves out is written all the same.
    [Fact]
    public async Task UpdateAsync_RuntimeThatLeavesOut_IsMadeUpFor()
    {
        _updates.Runtime.OnUpdate = (_, _) => Task.CompletedTask;
        var container = await _updates.AddAsync(Records.Running(Pid), Before);

        await UpdateAsync(container, """{"memory_limit_in_bytes":12288,"hugepage_limits":[{"page_size":"2MB","limit":4194304}]}""");

        Assert.Equal(("12288", "4194304"), (FileOf("memory.max"), FileOf("hugetlb.2MB.max")));
    }

    [Theory]
    [InlineData("cpuset.cpus", """{"memory_limit_in_bytes":12288,"cpu_shares":700,"cpuset_cpus":"1"}""")]
    [InlineData("cpu.max", """{"memory_limit_in_bytes":12288,"cpu_quota":5000,"oom_score_adj":10}""")]
    [InlineData("memory.high", """{"memory_limit_in_bytes":12288,"unified":{"memory.high":"x"}}""")]
    public async Task UpdateAsync_KernelRefusesOne_LeavesAllAsItWas(string refused, string update)
    {
        _updates.Cgroups.Refusing.Add(refused);
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        var spec = (await _updates.Bundles.ReadAsync(container.Id)).ToJson();

        var error = await Assert.ThrowsAsync<FailureException>(() => UpdateAsync(container, update));

        Assert.Equal(FailureKind.Internal, error.Kind);
        Assert.Contains(refused, error.Message, StringComparison.Ordinal);
        await AssertAsBeforeAsync(container, spec);
    }

    [Fact]
    public async Task UpdateAsync_MoreMemoryInUse_IsRefusedBeforeTheKernelWouldKill()
    {
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        var spec = (await _updates.Bundles.ReadAsync(container.Id)).ToJson();

        var error = await Assert.ThrowsAsync<FailureException>(() => UpdateAsync(container, """{"memory_limit_in_bytes":4095}"""));

        Assert.Equal(
            (FailureKind.FailedPrecondition, $"update container {container.Id}: memory_limit_in_bytes 4095: the container uses 4096"), (error.Kind, error.Message));
        Assert.All(_updates.Runtime.Updates, limits => Assert.NotEqual(4095, limits.Memory!.Limit));
        await AssertAsBeforeAsync(container, spec);
    }

    [Fact(Timeout = 60_000)]
    public async Task UpdateAsync_RuntimeThatHangs_IsEndedAndNotAskedAgain()
    {
        var asked = new TaskCompletionSource();
        _updates.Runtime.OnUpdate = async (limits, deadline) =>
        {
            await Obey(limits);
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, deadline);
        };
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        var spec = (await _updates.Bundles.ReadAsync(container.Id)).ToJson();

        var update = UpdateAsync(container, """{"memory_limit_in_bytes":12288}""");
        await asked.Task.WaitAsync(Test);
        _updates.Time.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<FailureException>(() => update);

        Assert.Equal((FailureKind.DeadlineExceeded, $"update container {container.Id}: fake did not answer within 10 s"), (error.Kind, error.Message));
        Assert.Single(_updates.Runtime.Updates);
        await AssertAsBeforeAsync(container, spec);
    }

    [Fact]
    public async Task UpdateAsync_ContainerEndsMeanwhile_OnlyTheRecordChanges()
    {
        _updates.Runtime.OnUpdate = (_, _) =>
        {
            _updates.Cgroups.Members.Clear();
            _updates.Cgroups.Files.Clear();
            throw new FailureException(FailureKind.Internal, "update container: container not running");
        };
        var container = await _updates.AddAsync(Records.Running(Pid), Before);

        await UpdateAsync(container, """{"cpu_shares":100}""");

        Assert.Equal("""{ "cpuShares": "100", "memoryLimitInBytes": "8192" }""", Told(container.Id));
        Assert.Null(_records.Containers.Find(container.Id)!.Facts.LimitsBefore);
    }

    [Fact]
    public async Task UpdateAsync_Created_RewritesTheBundleAndAsksNobody()
    {
        var container = await _updates.AddAsync(new ContainerState.Created(), Before);

        await UpdateAsync(container, """{"memory_limit_in_bytes":12288}""");

        Assert.Empty(_updates.Runtime.Updates);
        Assert.Equal("8192", FileOf("memory.max"));
        Assert.Equal(12288, (await _updates.Bundles.ReadAsync(container.Id)).Linux.Resources.Memory!.Limit);
        Assert.Equal("""{ "cpuShares": "2", "memoryLimitInBytes": "12288" }""", Told(container.Id));
    }

    [Fact]
    public async Task UpdateAsync_Impossible_NamesTheFieldOfTheWhole()
    {
        var container = await _updates.AddAsync(Records.Running(Pid), Before);

        var error = await Assert.ThrowsAsync<FailureException>(() => UpdateAsync(container, """{"memory_swap_limit_in_bytes":4096}"""));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith("container update linux.memory_swap_limit_in_bytes: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(_updates.Runtime.Updates);
    }

    [Fact]
    public async Task UpdateAsync_Unknown_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<FailureException>(() => _updates.Update.UpdateAsync(ContainerId.New(), new(), Test));

        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    // The daemon ends when the runtime has changed everything and nothing is recorded yet.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UndoAsync_UpdateThatADaemonDidNotFinish_IsUndone(bool isRunning)
    {
        ContainerState state = isRunning ? Records.Running(Pid) : new ContainerState.Created();
        var container = await _updates.AddAsync(state, Before);
        var spec = (await _updates.Bundles.ReadAsync(container.Id)).ToJson();
        await UpdateAsync(container, """{"memory_limit_in_bytes":12288,"hugepage_limits":[{"page_size":"2MB","limit":4194304}]}""");
        _records.Containers.Save(container with { Facts = container.Facts with { LimitsBefore = Interrupted } });
        _records.Reopen();

        await _updates.Undo.UndoAsync(_records.Containers.Find(container.Id)!);

        await AssertAsBeforeAsync(container, spec);
        Assert.Equal("max", FileOf("hugetlb.2MB.max"));
    }

    // The kernel takes no empty io.max, and no cpuset whose processors have gone offline.
    [Fact]
    public async Task UpdateAsync_AfterOneThatCannotBeUndone_GoesOnAndTellsOnce()
    {
        _updates.Cgroups.Refusing.Add("cpuset.cpus");
        var interrupted = Interrupted with { Settings = [new("cpuset", "cpuset.cpus", "7")] };
        var container = await _updates.AddAsync(Records.Running(Pid), Before);
        _records.Containers.Save(container with { Facts = container.Facts with { LimitsBefore = interrupted } });

        await UpdateAsync(container, """{"memory_limit_in_bytes":12288}""");
        await UpdateAsync(container, """{"memory_limit_in_bytes":16384}""");

        Assert.Equal("16384", FileOf("memory.max"));
        Assert.Null(_records.Containers.Find(container.Id)!.Facts.LimitsBefore);
        var told = Assert.Single(_updates.UndoLog.All);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, told.Level);
        Assert.StartsWith($"container {container.Id} keeps limits of an update that failed: ", told.Message, StringComparison.Ordinal);
    }

    private async Task AssertAsBeforeAsync(ContainerRecord container, byte[] spec)
    {
        Assert.Equal(Files.OrderBy(file => file.Key), _updates.Cgroups.Files.OrderBy(file => file.Key));
        Assert.Equal(spec, (await _updates.Bundles.ReadAsync(container.Id)).ToJson());
        Assert.Equal("""{ "cpuShares": "2", "memoryLimitInBytes": "8192" }""", Told(container.Id));
        Assert.Null(_records.Containers.Find(container.Id)!.Facts.LimitsBefore);
    }

    // As crun does: one file after the other, and the rest is left where one is refused.
    private Task Obey(LinuxResources limits)
    {
        foreach (var setting in CriSharp.Runtime.Cgroups.CgroupSettings.Of(limits, _updates.Cgroups.Version))
        {
            try
            {
                _updates.Cgroups.Write("", setting);
            }
            catch (IOException e)
            {
                throw new FailureException(FailureKind.Internal, $"writing file `{setting.File}`: {e.Message}");
            }
        }

        return Task.CompletedTask;
    }

    private Task UpdateAsync(ContainerRecord container, string update) =>
        _updates.Update.UpdateAsync(container.Id, Cri.LinuxContainerResources.Parser.ParseJson(update), Test);

    private string FileOf(string name) => _updates.Cgroups.Files[name];

    private string Told(ContainerId id) => ContainerView.Status(_records.Containers.Find(id)!, "").Resources.Linux.ToString();
}
