using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>Version 1 and hybrid, where the host has them.</summary>
public sealed class LegacyCgroupsTests : CgroupsContract
{
    private readonly CgroupMounts _mounts = CgroupMounts.Detect(MountInfo.Read());

    public LegacyCgroupsTests()
    {
        Assert.SkipWhen(_mounts.Version == CgroupVersion.Unified, "the host has version 2 only");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making cgroups needs root");
        Cgroups = new LegacyCgroups(_mounts);
    }

    protected override ICgroups Cgroups { get; }

    protected override IReadOnlyList<string> MountPoints =>
        [.. _mounts.Hierarchies.Select(hierarchy => hierarchy.MountPoint), .. _mounts.UnifiedMountPoint is { } unified ? [unified] : Array.Empty<string>()];

    protected override Task FreezeAsync(string path) => File.WriteAllTextAsync($"{MountPointOf("freezer")}{path}/freezer.state", "FROZEN", Token);

    [Fact]
    public async Task Create_Cpuset_HasWhatItsParentHas()
    {
        await using var group = NewGroup();

        Cgroups.Create($"{group.Path}/pod1");

        var cpuset = MountPointOf("cpuset");
        foreach (var file in new[] { "cpuset.cpus", "cpuset.mems" })
        {
            Assert.Equal(await File.ReadAllTextAsync($"{cpuset}/{file}", Token), await File.ReadAllTextAsync($"{cpuset}{group.Path}/pod1/{file}", Token));
        }
    }

    [Fact]
    public async Task OomFiles_OfAGroup_CountItsKills()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);

        var files = Cgroups.OomCounterFiles(group.Path);

        Assert.Contains("\noom_kill 0\n", await File.ReadAllTextAsync(files!.Own, Token), StringComparison.Ordinal);
        Assert.Null(files.Above);
    }

    [Fact]
    public async Task SetAll_LimitsUpAndDown_AreShown()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var limited = new List<CgroupSetting>();

        // Raised, memory and swap must come before memory, lowered after it.
        foreach (var mebibytes in new[] { 64, 256, 16 })
        {
            limited = [.. Cgroups.Current(group.Path, Limits(mebibytes))];
            Cgroups.SetAll(group.Path, [.. Limits(mebibytes).Where(limit => limited.Any(there => there.File == limit.File))]);

            Assert.All(Limits(mebibytes).Where(limit => limited.Any(there => there.File == limit.File)), limit => Assert.True(Cgroups.IsInForce(group.Path, limit)));
        }

        Assert.Contains("memory.limit_in_bytes", limited.Select(limit => limit.File));
        Assert.Equal($"{256 << 20}", limited.First(limit => limit.File == "memory.limit_in_bytes").Value);

        static List<CgroupSetting> Limits(int mebibytes) =>
        [
            new("memory", "memory.limit_in_bytes", $"{mebibytes << 20}"), new("memory", "memory.memsw.limit_in_bytes", $"{mebibytes << 20}"),
            new("cpu", "cpu.cfs_quota_us", $"{mebibytes * 1000}"), new("cpu", "cpu.cfs_period_us", "50000"),
            new("cpu", "cpu.shares", $"{mebibytes}"), new("pids", "pids.max", $"{mebibytes}"), new("cpuset", "cpuset.cpus", "0"),
        ];
    }

    [Fact]
    public async Task SetAll_RefusedOne_PutsBackTheOthers()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        await group.StartAsync("exec sleep 1000");
        CgroupSetting[] settings =
        [
            new("memory", "memory.limit_in_bytes", "33554432"), new("cpu", "cpu.shares", "77"), new("cpu", "cpu.cfs_quota_us", "-1"),
            new("cpuset", "cpuset.cpus", "4000"),
        ];
        var before = Cgroups.Current(group.Path, settings);

        Assert.Throws<LinuxException>(() => Cgroups.SetAll(group.Path, settings));

        Assert.Equal(before, Cgroups.Current(group.Path, settings));
        Assert.Equal("1024", before.First(setting => setting.File == "cpu.shares").Value);
    }

    [Fact]
    public async Task SetAll_MemoryBelowUsage_IsRefusedAndNothingIsKilled()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var program = await group.StartAsync("x=$(head -c 16777216 /dev/zero | tr '\\0' x); echo full; sleep 1000");
        Assert.Equal("full", await program.StandardOutput.ReadLineAsync(Token));

        var error = Assert.Throws<LinuxException>(() => Cgroups.SetAll(group.Path, [new("memory", "memory.limit_in_bytes", "4194304")]));

        Assert.Equal(Errno.Busy, error.Errno);
        Assert.True(Cgroups.MemoryUsage(group.Path) > 16 << 20);
        Assert.False(program.HasExited);
    }

    [Fact]
    public async Task OomScores_OfTheCgroupsProcesses_AreChangedButForThoseThatChoseTheirOwn()
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/below");
        var own = await File.ReadAllTextAsync("/proc/self/oom_score_adj", Token);
        var ordinary = await group.StartAsync("exec sleep 1000");
        var below = await group.StartAsync("exec sleep 1000", "/below");
        var other = await group.StartAsync("echo 900 >/proc/self/oom_score_adj; echo chosen; exec sleep 1000");
        Assert.Equal("chosen", await other.StandardOutput.ReadLineAsync(Token));

        Cgroups.Change(group.Path, int.Parse(own), 800);

        Assert.Equal(("800\n", "800\n", "900\n", own), (ScoreOf(ordinary.Id), ScoreOf(below.Id), ScoreOf(other.Id), ScoreOf(Environment.ProcessId)));

        static string ScoreOf(int process) => File.ReadAllText($"/proc/{process}/oom_score_adj");
    }

    private string MountPointOf(string controller) => _mounts.Hierarchies.First(hierarchy => hierarchy.Has(controller)).MountPoint;
}
