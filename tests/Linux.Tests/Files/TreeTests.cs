using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace CriSharp.Tests.Linux.Files;

public sealed class TreeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-tree-").FullName;

    public void Dispose() => TreeRemoval.Remove(Path.GetDirectoryName(_directory)!, Path.GetFileName(_directory));

    [Fact]
    public void Remove_Absent_IsNothing() => TreeRemoval.Remove(_directory, "absent");

    [Fact]
    public void Remove_AnyNamesAndKinds_LeavesNothing()
    {
        using var root = MakeDirectory("tree");
        byte[][] names = [[0xFF, 0xFE], "new\nline"u8.ToArray(), "-rf"u8.ToArray(), Encoding.ASCII.GetBytes(new string('n', 255))];
        foreach (var name in names)
        {
            Open.At(root, name, OpenModes.WriteOnly | OpenModes.Create | OpenModes.Exclusive).Dispose();
        }

        var outside = Path.Combine(_directory, "outside");
        File.WriteAllText(outside, "kept");
        Assert.Equal(Errno.None, Entries.TrySymbolicLink(Encoding.UTF8.GetBytes(outside), root, "link"u8));
        Assert.Equal(Errno.None, Entries.TryMakeNode(root, "fifo"u8, FileKind.Fifo, 0, default));
        for (var i = 0; i < 3000; i++)
        {
            Entries.MakeDirectory(root, Encoding.ASCII.GetBytes($"d{i}"), 0b111_000_000);
        }

        TreeRemoval.Remove(_directory, "tree");

        Assert.Equal([outside], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void Remove_DeeperThanAPathMayBe_LeavesNothing()
    {
        var handle = MakeDirectory("tree");
        for (var depth = 0; depth < 3000; depth++)
        {
            Entries.MakeDirectory(handle, "deeper"u8, 0b111_000_000);
            var next = Open.At(handle, "deeper"u8, OpenModes.Directory);
            Open.At(next, "f"u8, OpenModes.WriteOnly | OpenModes.Create).Dispose();
            handle.Dispose();
            handle = next;
        }

        handle.Dispose();
        // The name that a branch would be moved to is taken, as after an interrupted removal.
        Directory.CreateDirectory(Path.Combine(_directory, "tree.1", "x"));

        TreeRemoval.Remove(_directory, "tree");

        Assert.Equal([Path.Combine(_directory, "tree.1")], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    [Trait("needs", "root")]
    public void Remove_WithAMountInside_SaysSoAndSparesIt()
    {
        var mount = Directory.CreateDirectory(Path.Combine(_directory, "tree", "mount")).FullName;
        MountPoint.Tmpfs(mount, "size=64k");
        try
        {
            File.WriteAllText(Path.Combine(mount, "f"), "x");

            var error = Assert.Throws<LinuxException>(() => TreeRemoval.Remove(_directory, "tree"));

            Assert.Equal(Errno.Busy, error.Errno);
        }
        finally
        {
            MountPoint.Unmount(mount);
        }
    }

    [Fact]
    public void Use_CountsBlocksAndEachInodeOnce()
    {
        var tree = Path.Combine(_directory, "tree");
        using var root = MakeDirectory("tree");
        File.WriteAllBytes(Path.Combine(tree, "f"), new byte[10_000]);
        Assert.Equal(Errno.None, Entries.TryLink(root, "f"u8, root, "g"u8));
        Directory.CreateDirectory(Path.Combine(tree, "d", "e"));

        var use = TreeUse.Of(tree);

        Assert.Equal(4, use.Inodes);
        Assert.InRange(use.Bytes, 10_000, 100_000);
    }

    private SafeFileHandle MakeDirectory(string name) => Open.Directory(Directory.CreateDirectory(Path.Combine(_directory, name)).FullName);
}
