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

    protected override Task FreezeAsync(string path) => File.WriteAllTextAsync($"{_mountPoint}{path}/cgroup.freeze", "1", Token);

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

    [Fact]
    public async Task OomFiles_OfAGroup_AreItsOwnAndThoseAbove()
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/abc");
        var hasMemory = File.Exists($"{_mountPoint}{group.Path}/abc/memory.max");

        var files = Cgroups.OomCounterFiles($"{group.Path}/abc");

        Assert.Equal(($"{_mountPoint}{group.Path}/abc/memory.events", $"{_mountPoint}{group.Path}/memory.events"), (files!.Own, files.Above));
        Assert.Equal((hasMemory, hasMemory), (File.Exists(files.Own), File.Exists(files.Above)));
    }
}
