using CriSharp.Linux.Mounts;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>Version 2, on the tree that the host has: a hybrid one has few controllers in it, but kill, freeze and events work.</summary>
public sealed class UnifiedCgroupsTests : CgroupsContract
{
    private readonly string _mountPoint;

    public UnifiedCgroupsTests()
    {
        _mountPoint = CgroupMounts.Detect(MountInfo.Read()).UnifiedMountPoint ?? "";
        Assert.SkipWhen(_mountPoint.Length == 0, "no cgroup2 tree is mounted");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making cgroups needs root");
        Cgroups = new UnifiedCgroups(_mountPoint);
    }

    protected override ICgroups Cgroups { get; }

    protected override IReadOnlyList<string> MountPoints => [_mountPoint];

    [Fact]
    public async Task Kill_Frozen_Ends()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var program = await group.StartAsync("exec sleep 1000");
        await File.WriteAllTextAsync($"{_mountPoint}{group.Path}/cgroup.freeze", "1", Token);

        await Cgroups.KillAsync(group.Path, Token);

        await ExitCodeAsync(program);
    }

    [Fact]
    public async Task Create_ControllersOfTheRoot_AreThereForTheChildrenOfThePod()
    {
        await using var group = NewGroup();

        Cgroups.Create($"{group.Path}/pod1");

        var root = (await File.ReadAllTextAsync($"{_mountPoint}/cgroup.controllers", Token)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var pod = (await File.ReadAllTextAsync($"{_mountPoint}{group.Path}/pod1/cgroup.controllers", Token)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] wanted = ["cpu", "memory", "pids", "cpuset", "io", "hugetlb"];
        Assert.Equal(root.Intersect(wanted).Order(), pod.Intersect(wanted).Order());
    }

    [Fact]
    public async Task Remove_LastProcessJustDying_WaitsForIt()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var program = await group.StartAsync("sleep 0.1");

        Cgroups.Remove(group.Path);

        Assert.Equal(0, await ExitCodeAsync(program));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task OomCounter_ProcessKilledForMemory_IsCountedAndKeptAfterRemoval(string wholeGroup)
    {
        await using var group = NewGroup();
        await LimitMemoryAsync(group, "/abc");
        await File.WriteAllTextAsync($"{_mountPoint}{group.Path}/abc/memory.oom.group", wholeGroup, Token);
        using var counter = Cgroups.OpenOomCounter($"{group.Path}/abc");
        Assert.Equal(0, counter.OomKills());

        await ExitCodeAsync(await group.StartAsync("tail /dev/zero; exit $?", "/abc"));

        var kills = counter.OomKills();
        Assert.True(kills > 0);
        Cgroups.Remove($"{group.Path}/abc");
        Assert.True(counter.OomKills() >= kills); // The kernel may still have been killing the rest of the group.
    }

    // As when systemd removes a scope by itself, before the change of the file was announced.
    [Fact]
    public async Task OomCounter_FirstReadAfterTheRemoval_StillHasTheKill()
    {
        await using var group = NewGroup();
        await LimitMemoryAsync(group, "/abc");
        await LimitMemoryAsync(group, "/other");
        using var counter = OomCounter.Open($"{_mountPoint}{group.Path}/abc/memory.events", $"{_mountPoint}{group.Path}/memory.events", loop: null);
        using var other = Cgroups.OpenOomCounter($"{group.Path}/other");

        await ExitCodeAsync(await group.StartAsync("exec tail /dev/zero", "/abc"));
        Cgroups.Remove($"{group.Path}/abc");
        Assert.Equal(1, counter.OomKills());

        await ExitCodeAsync(await group.StartAsync("exec tail /dev/zero", "/other"));
        Assert.Equal((1, 1), (counter.OomKills(), other.OomKills()));
    }

    private async Task LimitMemoryAsync(TestGroup group, string below)
    {
        var directory = $"{_mountPoint}{group.Path}{below}";
        Cgroups.Create(group.Path + below);
        Assert.SkipUnless(File.Exists($"{directory}/memory.max"), "the version 2 tree has no memory controller here");
        await File.WriteAllTextAsync($"{directory}/memory.swap.max", "0", Token);
        await File.WriteAllTextAsync($"{directory}/memory.max", $"{32 << 20}", Token);
    }
}
