using CriSharp.Linux;
using CriSharp.Linux.Mounts;
using Xunit;

namespace CriSharp.Tests.Linux.Mounts;

[Trait("needs", "root")]
public sealed class DetachedMountTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-detached-").FullName;

    public DetachedMountTests()
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

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Of_ATree_TakesWhatIsBelowIfAsked(bool recursive, int mounts)
    {
        var source = Make("source");
        MountPoint.Tmpfs(source, "");
        MountPoint.Tmpfs(Make("source/below"), "");
        var target = Make("target");

        using (var copy = DetachedMount.Of(source, recursive))
        {
            copy.Attach(target);
        }

        Assert.Equal(mounts, MountInfo.ReadAtOrBelow(target).Count);
    }

    [Fact]
    public void Dispose_OfWhatWasNotAttached_HoldsNothing()
    {
        var source = Make("source");
        MountPoint.Tmpfs(source, "");

        DetachedMount.Of(source).Dispose();

        MountPoint.Unmount(source); // not busy
    }

    [Fact]
    public void Propagate_OfASharedMount_IsItsSlave()
    {
        var source = Make("source");
        MountPoint.Tmpfs(source, "");
        MountPoint.MakeShared(source);
        var target = Make("target");

        using var copy = DetachedMount.Of(source);
        copy.Propagate(MountModes.Slave);
        copy.Attach(target);

        Assert.StartsWith("master:", Assert.Single(MountInfo.ReadAtOrBelow(target)[0].Propagation), StringComparison.Ordinal);
    }

    [Fact]
    public void MapIds_OfTheNodesOwnUserNamespace_IsRefused()
    {
        using var copy = DetachedMount.Of(_directory);

        var error = Assert.Throws<LinuxException>(() => copy.MapIds("/proc/self/ns/user"));

        Assert.Equal(("mount_setattr", _directory), (error.Operation, error.Subject));
    }

    [Fact]
    public void Attach_ToNowhere_NamesBoth()
    {
        using var copy = DetachedMount.Of(_directory);

        var error = Assert.Throws<LinuxException>(() => copy.Attach(_directory + "/absent"));

        Assert.Equal((Errno.NoEntry, $"{_directory} to {_directory}/absent"), (error.Errno, error.Subject));
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
}
