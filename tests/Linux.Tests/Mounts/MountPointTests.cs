using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using Xunit;

namespace CriSharp.Tests.Linux.Mounts;

[Trait("needs", "root")]
public sealed class MountPointTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-network-mounts-").FullName;

    public MountPointTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts need root");
        MountPoint.Tmpfs(_directory, "mode=700");
        MountPoint.MakePrivate(_directory);
    }

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess)
        {
            MountPoint.Unmount(_directory, UnmountModes.Detach);
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Tmpfs_WithSize_IsThatBig()
    {
        var shm = Make("shm");
        MountPoint.Tmpfs(shm, "size=65536k,mode=1777", MountModes.NoSetUserId | MountModes.NoDevices | MountModes.NoExecute);

        var mount = MountInfo.Read().Last(m => m.MountPoint == shm);
        Assert.Contains("size=65536k", mount.SuperOptions, StringComparison.Ordinal);
        Assert.Equal(["rw", "nosuid", "nodev", "noexec"], mount.Options.Split(',')[..4]);
    }

    [Fact]
    public void BindReadOnly_OfMountWithFlags_RefusesWritesAndKeepsFlags()
    {
        var source = Make("source");
        MountPoint.Tmpfs(source, "", MountModes.NoSetUserId | MountModes.NoExecute);
        var target = Make("target");

        MountPoint.BindReadOnly(source, target);

        Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(target, "file"), ""));
        File.WriteAllText(Path.Combine(source, "file"), "still writable");
        Assert.StartsWith("ro,nosuid,noexec", MountInfo.Read().Last(m => m.MountPoint == target).Options, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_Recursive_ShowsWhatIsMountedBelow()
    {
        MountPoint.Tmpfs(Make("source/inner"), "");
        File.WriteAllText(Path.Combine(_directory, "source/inner/file"), "");

        MountPoint.Bind(Path.Combine(_directory, "source"), Make("plain"));
        MountPoint.Bind(Path.Combine(_directory, "source"), Make("deep"), recursive: true);

        Assert.False(File.Exists(Path.Combine(_directory, "plain/inner/file")));
        Assert.True(File.Exists(Path.Combine(_directory, "deep/inner/file")));
    }

    [Fact]
    public void Overlay_OfTwoLayers_ShowsBoth()
    {
        File.WriteAllText(Path.Combine(Make("lower1"), "one"), "");
        File.WriteAllText(Path.Combine(Make("lower2"), "two"), "");
        var (upper, work, root) = (Make("upper"), Make("work"), Make("root"));

        MountPoint.Overlay(root, $"lowerdir={_directory}/lower1:{_directory}/lower2,upperdir={upper},workdir={work}");

        File.WriteAllText(Path.Combine(root, "three"), "");
        Assert.Equal(["one", "three", "two"], Directory.GetFiles(root).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(upper, "three")));
    }

    [Fact]
    public void MakeShared_ThenSlaveThenPrivate_IsSeenInMountinfo()
    {
        var mount = Make("mount");
        MountPoint.Tmpfs(mount, "");

        MountPoint.MakeShared(mount);
        Assert.True(Last(mount).IsShared);

        MountPoint.MakePrivate(mount);
        Assert.Empty(Last(mount).Propagation);

        MountPoint.MakeShared(mount);
        var peer = Make("peer");
        MountPoint.Bind(mount, peer);
        MountPoint.MakeSlave(peer);
        Assert.StartsWith("master:", Assert.Single(Last(peer).Propagation), StringComparison.Ordinal);
    }

    [Fact]
    public void Mount_MissingSource_NamesSourceTargetAndCause()
    {
        var target = Make("target");
        var error = Assert.Throws<LinuxException>(() => MountPoint.Bind(_directory + "/absent", target));

        Assert.Equal(Errno.NoEntry, error.Errno);
        Assert.Equal($"mount {_directory}/absent on {target}: no such file or directory", error.Message);
    }

    [Fact]
    public void Unmount_WhileBusy_SaysBusyAndDetachWorks()
    {
        var target = Make("target");
        MountPoint.Tmpfs(target, "");
        using (File.Create(Path.Combine(target, "open")))
        {
            Assert.Equal(Errno.Busy, Assert.Throws<LinuxException>(() => MountPoint.Unmount(target)).Errno);
            MountPoint.Unmount(target, UnmountModes.Detach);
        }

        Assert.Empty(MountInfo.ReadAtOrBelow(target));
    }

    [Fact]
    public void Unmount_OfALink_DoesNotFollow()
    {
        var target = Make("target");
        MountPoint.Tmpfs(target, "");
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), target);

        Assert.Equal(Errno.InvalidArgument, Assert.Throws<LinuxException>(() => MountPoint.Unmount(_directory + "/link")).Errno);
        Assert.Single(MountInfo.ReadAtOrBelow(target));
    }

    private static MountInfo Last(string path) => MountInfo.Read().Last(mount => mount.MountPoint == path);

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
}
