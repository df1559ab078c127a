using CriSharp.Linux;
using CriSharp.Linux.Cgroups;
using CriSharp.Linux.Events;
using CriSharp.Linux.Mounts;
using Xunit;

namespace CriSharp.Tests.Linux.Cgroups;

/// <summary>Files of the real kernel, in a group of the version 2 tree.</summary>
[Trait("needs", "root")]
public sealed class ControlFileTests : IDisposable
{
    private readonly string _group;

    public ControlFileTests()
    {
        var mountPoint = MountInfo.Read().FirstOrDefault(mount => mount is { Type: "cgroup2", Root: "/" })?.MountPoint;
        Assert.SkipWhen(mountPoint is null, "no cgroup2 tree is mounted");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making cgroups needs root");
        _group = $"{mountPoint}/crtest-cgroups-{Guid.NewGuid():N}";
        Assert.True(CgroupDirectory.Make(_group));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => CgroupDirectory.Remove(_group);

    [Fact]
    public void Make_Twice_TellsThatItExists() => Assert.False(CgroupDirectory.Make(_group));

    [Fact]
    public void TryRead_ThroughADescriptor_IsThePresentContent()
    {
        using var file = ControlFile.TryOpen($"{_group}/cgroup.events");
        Assert.Equal(0, FlatKeyedFile.Value(file!.TryRead(), "frozen"u8));

        Assert.True(ControlFile.TryWrite($"{_group}/cgroup.freeze", "1"));

        Assert.Equal(1, FlatKeyedFile.Value(file.TryRead(), "frozen"u8));
    }

    [Fact]
    public void TryRead_GroupRemovedSince_IsNull()
    {
        using var file = ControlFile.TryOpen($"{_group}/cgroup.events");

        CgroupDirectory.Remove(_group);

        Assert.Null(file!.TryRead());
        Assert.Null(ControlFile.TryOpen($"{_group}/cgroup.events"));
        Assert.False(ControlFile.TryWrite($"{_group}/cgroup.freeze", "1"));
    }

    [Fact]
    public void TryWrite_RefusedByTheKernel_SaysWhatAndWhere()
    {
        var error = Assert.Throws<LinuxException>(() => ControlFile.TryWrite($"{_group}/cgroup.freeze", "7"));

        Assert.Equal(34, (int)error.Errno); // ERANGE
        Assert.Contains($"7 to {_group}/cgroup.freeze", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Change_IsToldAfterEachRead()
    {
        using var file = ControlFile.TryOpen($"{_group}/cgroup.events");
        var changes = new SemaphoreSlim(0);
        using var watch = file!.Watch(EventLoop.Shared, () => changes.Release());

        foreach (var state in (string[])["1", "0", "1"])
        {
            file.TryRead();
            ControlFile.TryWrite($"{_group}/cgroup.freeze", state);
            await changes.WaitAsync(Token);
        }
    }

    [Fact]
    public void WaitForChange_ChangedSinceTheLastRead_ReturnsAtOnce()
    {
        using var file = ControlFile.TryOpen($"{_group}/cgroup.events");
        file!.TryRead();
        ControlFile.TryWrite($"{_group}/cgroup.freeze", "1");

        file.WaitForChange(Timeout.InfiniteTimeSpan);
    }
}
