using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace CriSharp.Tests.Linux.Files;

/// <summary>The checked verbs against the kernel.</summary>
[Trait("needs", "root")]
public sealed class FileVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-files-").FullName;
    private readonly SafeFileHandle _root;

    public FileVerbTests() => _root = Open.Directory(_directory);

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("/etc", ResolveModes.Beneath, Errno.CrossDevice)]
    [InlineData("../..", ResolveModes.Beneath, Errno.CrossDevice)]
    [InlineData("/inside", ResolveModes.InRoot, Errno.None)]
    [InlineData("../../inside", ResolveModes.InRoot, Errno.None)]
    [InlineData("inside", ResolveModes.Beneath, Errno.None)]
    [InlineData("inside", ResolveModes.NoSymbolicLinks, Errno.Loop)]
    [InlineData("/proc/self/root", ResolveModes.NoMagicLinks, Errno.Loop)]
    public void Within_Link_IsWalkedByTheRules(string target, ResolveModes rules, Errno expected)
    {
        Entries.MakeDirectory(_root, "inside"u8, 0b111_000_000);
        Assert.Equal(Errno.None, Entries.TrySymbolicLink(Encoding.UTF8.GetBytes(target), _root, "link"u8));

        var errno = Open.TryWithin(_root, "link"u8, OpenModes.PathOnly | OpenModes.Directory, rules, out var handle);

        handle.Dispose();
        Assert.Equal(expected, errno);
    }

    [Fact]
    public void Attributes_OfFileAndLink_AreSetOnThatOneItself()
    {
        using var file = Open.At(_root, "f"u8, OpenModes.WriteOnly | OpenModes.Create | OpenModes.Exclusive, 0b110_000_000);
        FileData.Write(file, "hello"u8);
        FileData.Skip(file, 100_000);
        FileData.Write(file, "!"u8);
        FileData.SetLength(file, 200_000);
        Entries.TrySymbolicLink("f"u8, _root, "l"u8);
        var times = new FileTimes(1, 2, -3, 4);

        Attributes.SetOwner(file, 1, 2);
        Attributes.SetMode(file, 0b100_111_101_101);
        Attributes.SetTimes(file, in times);
        Attributes.SetOwner(_root, "l"u8, 3, 4);
        Attributes.SetTimes(_root, "l"u8, in times);
        Assert.Equal(Errno.None, Attributes.TrySetExtended(file, "user.a"u8, [0, 255]));
        Assert.Equal(Errno.None, Attributes.TrySetExtended(_root, "l"u8, "trusted.b"u8, []));

        var status = FileStatus.Of(_root, "f"u8)!;
        Assert.Equal((FileKind.Regular, 0b100_111_101_101u, 1u, 2u, 200_000L), (status.Kind, status.Mode, status.Owner, status.Group, status.SizeBytes));
        Assert.Equal((-3L, 4L), (status.Times.ModifySeconds, status.Times.ModifyNanoseconds));
        var link = FileStatus.Of(_root, "l"u8)!;
        Assert.Equal((FileKind.SymbolicLink, 3u, 4u), (link.Kind, link.Owner, link.Group));
        Assert.Equal(new byte[] { 0, 255 }, Attributes.GetExtended(_root, "f"u8, "user.a"u8));
        Assert.Empty(Attributes.GetExtended(_root, "l"u8, "trusted.b"u8)!);
        Assert.Null(Attributes.GetExtended(_root, "f"u8, "trusted.b"u8));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 300)]
    [InlineData(259, 1_000_000)]
    public void MakeNode_Device_HasItsNumber(uint major, uint minor)
    {
        Assert.Equal(Errno.None, Entries.TryMakeNode(_root, "n"u8, FileKind.BlockDevice, 0, new DeviceNumber(major, minor)));

        Assert.Equal(new DeviceNumber(major, minor), FileStatus.Of(_root, "n"u8)!.Device);
    }

    [Fact]
    public void Names_ThatCannotBe_AreRefusedBeforeTheCall()
    {
        Assert.Equal(Errno.NameTooLong, Assert.Throws<LinuxException>(() => Open.At(_root, new byte[5000], OpenModes.ReadOnly)).Errno);
        Assert.Equal(Errno.InvalidArgument, Assert.Throws<LinuxException>(() => Open.At(_root, "a\0b"u8, OpenModes.ReadOnly)).Errno);
    }

    [Fact]
    public void Rename_WithoutReplacing_KeepsWhatIsThere()
    {
        Entries.MakeDirectory(_root, "a"u8, 0b111_000_000);
        Entries.MakeDirectory(_root, "b"u8, 0b111_000_000);

        Assert.Equal(Errno.Exists, Entries.TryRename(_root, "a"u8, _root, "b"u8, replace: false));
        Assert.Equal(Errno.None, Entries.TryRename(_root, "a"u8, _root, "b"u8));
        Assert.Null(FileStatus.Of(_root, "a"u8));
    }

    [Fact]
    public void Sync_DirectoryAndFileSystem_Return()
    {
        Durability.SyncDirectory(_directory);
        Durability.SyncFileSystem(_directory);
        Assert.Throws<LinuxException>(() => Durability.SyncDirectory(Path.Combine(_directory, "absent")));
    }
}
