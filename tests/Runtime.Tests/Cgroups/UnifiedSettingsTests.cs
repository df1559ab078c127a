using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>Version 2 control files, read and written in a tree without a kernel.</summary>
public sealed class UnifiedSettingsTests
{
    private const string Group = "/pod/abc";

    [Fact]
    public void Read_File_IsWithoutItsLineEnd()
    {
        using var tree = new FakeTree(Group, ("memory.max", "max\n"), ("cpu.max", "max 100000\n"), ("cpuset.cpus", "\n"), ("memory.current", "4096\n"));

        Assert.Equal(
            ("max", "max 100000", "", null),
            (Read("memory.max"), Read("cpu.max"), Read("cpuset.cpus"), Read("hugetlb.2MB.max")));
        Assert.Null(tree.Cgroups.Read("/pod/other", "memory", "memory.max"));
        Assert.Equal((4096, null), (tree.Cgroups.MemoryUsage(Group), tree.Cgroups.MemoryUsage("/pod/other")));

        string? Read(string file) => tree.Cgroups.Read(Group, file.Split('.')[0], file);
    }

    [Fact]
    public void SetAll_Settings_AreWritten()
    {
        using var tree = new FakeTree(Group, ("memory.max", "max\n"), ("cpu.max", "max 100000\n"), ("cpuset.cpus", "0-1\n"));

        tree.Cgroups.SetAll(Group, [new("memory", "memory.max", "8192"), new("cpu", "cpu.max", "5000 100000"), new("cpuset", "cpuset.cpus", "0,1")]);

        Assert.Equal("8192", tree.Text("memory.max"));
        Assert.Equal("5000 100000", tree.Text("cpu.max"));
        Assert.Equal("0-1\n", tree.Text("cpuset.cpus")); // in force already
    }

    [Fact]
    public void SetAll_OneThatCannotBe_LeavesTheOthersAsTheyWere()
    {
        using var tree = new FakeTree(Group, ("memory.max", "4096"), ("cpu.max", "max 100000"));

        var error = Assert.Throws<LinuxException>(() => tree.Cgroups.SetAll(
            Group, [new("memory", "memory.max", "8192"), new("hugetlb", "hugetlb.2MB.max", "0"), new("cpu", "cpu.max", "500 100000")]));

        Assert.Equal(Errno.NoEntry, error.Errno);
        Assert.Equal(("4096", "max 100000"), (tree.Text("memory.max"), tree.Text("cpu.max")));
    }

    [Fact]
    public void Current_Settings_AreWhatIsToBePutBack()
    {
        using var tree = new FakeTree(Group, ("memory.max", "max\n"), ("cpu.weight", "100\n"));

        var before = tree.Cgroups.Current(
            Group, [new("memory", "memory.max", "1"), new("cpu", "cpu.weight", "2") { IsShown = false }, new("pids", "pids.max", "3")]);

        Assert.Equal([new("memory", "memory.max", "max"), new("cpu", "cpu.weight", "100") { IsShown = false }], before);
    }

    [Fact]
    public void Write_PathThatLeadsElsewhere_IsRefused()
    {
        using var tree = new FakeTree(Group, ("memory.max", "max"));

        Assert.Throws<FailureException>(() => tree.Cgroups.Write("/pod/../abc", new("memory", "memory.max", "1")));
        Assert.Throws<FailureException>(() => tree.Cgroups.Read("/", "memory", "memory.max"));
    }
}
