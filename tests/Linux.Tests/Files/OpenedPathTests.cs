using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using Xunit;

namespace CriSharp.Tests.Linux.Files;

public sealed class OpenedPathTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-opened-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Of_ThroughLinks_IsThePathWithoutAny()
    {
        var target = Directory.CreateDirectory(Path.Combine(_directory, "a target")).FullName;
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), "a target");

        Assert.Equal(Errno.None, Open.TryReference(Path.Combine(_directory, "link"), out var file));
        using (file)
        {
            Assert.Equal(target, OpenedPath.Of(file));
            Assert.True(Directory.Exists(OpenedPath.Reference(file)));
        }
    }

    [Fact]
    public void MountId_OfAFile_IsThatOfItsMount()
    {
        Assert.Equal(Errno.None, Open.TryReference("/proc/version", out var file));
        using (file)
        {
            Assert.Equal("/proc", MountInfo.Read().Single(mount => mount.Id == OpenedPath.MountId(file)).MountPoint);
        }
    }

    [Fact]
    public void TryReference_NothingThere_SaysSo()
    {
        Assert.Equal(Errno.NoEntry, Open.TryReference(Path.Combine(_directory, "absent"), out var file));
        file.Dispose();
    }
}
