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

    [Theory]
    [InlineData("")]
    [InlineData("/a/b")]
    public async Task Kill_Frozen_Ends(string frozen)
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/a/b");
        var program = await group.StartAsync("exec sleep 1000", "/a/b");
        await File.WriteAllTextAsync($"{MountPointOf("freezer")}{group.Path}{frozen}/freezer.state", "FROZEN", Token);

        await Cgroups.KillAsync(group.Path, Token);

        Assert.Equal(137, await ExitCodeAsync(program));
    }

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

    private string MountPointOf(string controller) => _mounts.Hierarchies.First(hierarchy => hierarchy.Has(controller)).MountPoint;
}
