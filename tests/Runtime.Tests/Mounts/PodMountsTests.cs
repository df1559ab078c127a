using CriSharp.Linux.Mounts;
using CriSharp.Runtime.Mounts;
using Xunit;

namespace CriSharp.Tests.Runtime.Mounts;

[Trait("needs", "root")]
public sealed class PodMountsTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-network-podmounts-").FullName;
    private readonly PodMounts _mounts = new();

    public PodMountsTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts need root");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _mounts.UnmountTreeAsync(_directory, CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task MountSharedMemory_OfASize_HoldsThatMuchForEveryUser()
    {
        var shm = _directory + "/pod/shm";

        await _mounts.MountSharedMemoryAsync(shm, 64 * 1024 * 1024, 0, 0, Cancellation);

        var mount = Assert.Single(MountInfo.ReadAtOrBelow(shm));
        Assert.StartsWith("rw,nosuid,nodev,noexec", mount.Options, StringComparison.Ordinal);
        Assert.Contains("size=65536k", mount.SuperOptions, StringComparison.Ordinal);
        Assert.Equal(Convert.ToInt32("1777", 8), (int)File.GetUnixFileMode(shm));
    }

    [Fact]
    public async Task MakePrivate_BelowASharedMount_KeepsPinsFromItsPeers()
    {
        var (shared, peer) = (Make("shared"), Make("peer"));
        MountPoint.Tmpfs(shared, "");
        MountPoint.MakeShared(shared);
        MountPoint.Bind(shared, peer);
        var state = shared + "/run/state";

        File.CreateSymbolicLink(_directory + "/link", shared);
        await _mounts.MakePrivateAsync(state, Cancellation);
        await _mounts.MakePrivateAsync(_directory + "/link/run/state", Cancellation); // once is enough, by whatever path
        await _mounts.MountSharedMemoryAsync(state + "/shm", 4096, 0, 0, Cancellation);

        Assert.Equal([state, state + "/shm"], MountInfo.ReadAtOrBelow(state).Select(mount => mount.MountPoint));
        Assert.DoesNotContain(peer + "/run/state/shm", MountInfo.Read().Select(mount => mount.MountPoint));
    }

    [Fact]
    public async Task UnmountTree_OfNestedStackedAndBusyMounts_LeavesNoneAndKeepsFiles()
    {
        var root = Make("root");
        MountPoint.Tmpfs(root, "");
        foreach (var path in (string[])[Make("root/a"), Make("root/a"), Make("root/a/b c"), Make("root/d")])
        {
            MountPoint.Tmpfs(path, "");
            Directory.CreateDirectory(root + "/a/b c");
        }

        using var busy = File.Create(root + "/d/open");
        await _mounts.UnmountTreeAsync(root, Cancellation);

        Assert.Empty(MountInfo.ReadAtOrBelow(root));
        Assert.True(Directory.Exists(root));
    }

    [Fact]
    public async Task UnmountTree_WithACoveredMount_UncoversAndUnmountsIt()
    {
        var root = Make("root");
        MountPoint.Tmpfs(Make("root/hidden"), "");
        MountPoint.Tmpfs(root, ""); // now root/hidden cannot be reached by its path

        await _mounts.UnmountTreeAsync(root, Cancellation);

        Assert.Empty(MountInfo.ReadAtOrBelow(root));
    }

    [Fact]
    public async Task UnmountTree_OfNeighbours_LeavesThem()
    {
        var neighbour = Make("root-2");
        MountPoint.Tmpfs(neighbour, "");

        await _mounts.UnmountTreeAsync(Make("root"), Cancellation);
        await _mounts.UnmountTreeAsync(_directory + "/absent", Cancellation);

        Assert.Single(MountInfo.ReadAtOrBelow(neighbour));
    }

    [Fact]
    public void Below_OfAVolume_TellsDirectoriesFromFiles()
    {
        var root = Make("root");
        MountPoint.Tmpfs(Make("root/directory"), "");
        File.WriteAllText(root + "/file", "");
        MountPoint.Bind("/dev/null", root + "/file");
        MountPoint.Tmpfs(Make("root/directory/inner"), "");

        Assert.Equal([new("directory", true), new("directory/inner", true), new MountBelow("file", false)], _mounts.Below(root));
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
}
