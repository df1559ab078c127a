using System.Text;
using CriSharp.Failures;
using CriSharp.Images.Layers;
using CriSharp.Linux.Files;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Layers;

/// <summary>What becomes of the entries of an archive on a real file system.</summary>
[Trait("needs", "root")]
public sealed class LayerPipelineTests
{
    [Fact]
    public async Task Unpack_OrdinaryEntries_KeepsContentModeOwnerAndTimes()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .Directory("./", 0b111_101_101)
            .Directory("bin/", 0b101_101_101)
            .File("bin/su", "program", mode: 0b100_111_101_101)
            .File("bin/owned", "x", mode: 0b110_111_101_101, owner: 1000, group: 2000)
            .SymbolicLink("sh", "/bin/su")
            .HardLink("su2", "bin/su")
            .Node("null", '3', 1, 3)
            .Node("disk", '4', 8, 1)
            .Node("pipe", '6')
            .Directory("tmp/", 0b001_111_111_111, modified: 12345)
            .File("tmp/late", "y"));

        using var root = Open.Directory(layer.Root);
        var su = FileStatus.Of(root, "bin/su"u8)!;
        Assert.Equal((0b100_111_101_101u, 0u, 2u, 1_000_000_000L), (su.Mode, su.Owner, su.Links, su.Times.ModifySeconds));
        var owned = FileStatus.Of(root, "bin/owned"u8)!;
        Assert.Equal((0b110_111_101_101u, 1000u, 2000u), (owned.Mode, owned.Owner, owned.Group));
        Assert.Equal("/bin/su", new FileInfo(layer.At("sh")).LinkTarget);
        Assert.Equal(new DeviceNumber(1, 3), FileStatus.Of(root, "null"u8)!.Device);
        Assert.Equal(FileKind.BlockDevice, FileStatus.Of(root, "disk"u8)!.Kind);
        Assert.Equal(FileKind.Fifo, FileStatus.Of(root, "pipe"u8)!.Kind);
        var tmp = FileStatus.Of(root, "tmp"u8)!;
        Assert.Equal((0b001_111_111_111u, 12345L), (tmp.Mode, tmp.Times.ModifySeconds));
        Assert.Empty(layer.Layer.Implied);
        Assert.Equal(10, layer.Layer.Inodes);
    }

    [Fact]
    public async Task Unpack_NamesThatAreNoText_KeepEveryByte()
    {
        var longName = new string('n', 200) + "/" + new string('m', 200);
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .File(longName, "long")
            .Pax(("path", [.. "by"u8, 0xFF, 0xFE, .. "te"u8])).File("short", "raw"));

        Assert.Equal("long", await File.ReadAllTextAsync(layer.At(longName), TestContext.Current.CancellationToken));
        using var root = Open.Directory(layer.Root);
        Assert.NotNull(FileStatus.Of(root, [.. "by"u8, 0xFF, 0xFE, .. "te"u8]));
    }

    [Fact]
    public async Task Unpack_ExtendedAttributes_KeepEveryByteAndDropWhatOverlayWouldRead()
    {
        // VFS_CAP_REVISION_2 with bytes that are no UTF-8.
        byte[] capability = [1, 0, 0, 2, 0xFF, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .File("ping", "x", 0b111_101_101, 0, 0, ("SCHILY.xattr.security.capability", capability), ("SCHILY.xattr.user.note", "hi"u8.ToArray()))
            .Pax(("SCHILY.xattr.trusted.overlay.opaque", "y"u8.ToArray()), ("SCHILY.xattr.trusted.mine", "z"u8.ToArray())).Directory("d/"));

        using var root = Open.Directory(layer.Root);
        Assert.Equal(capability, Attributes.GetExtended(root, "ping"u8, "security.capability"u8));
        Assert.Equal("hi"u8.ToArray(), Attributes.GetExtended(root, "ping"u8, "user.note"u8));
        Assert.Null(Attributes.GetExtended(root, "d"u8, "trusted.overlay.opaque"u8));
        Assert.Equal("z"u8.ToArray(), Attributes.GetExtended(root, "d"u8, "trusted.mine"u8));
    }

    [Fact]
    public async Task Unpack_Whiteouts_BecomeWhatOverlayfsReads()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .Directory("d/").File("d/.wh..wh..opq", "")
            .File(".wh.gone", "")
            .File("kept", "x").File(".wh.kept", "")
            .Directory("dir/").File("dir/f", "x").File(".wh.dir", "")
            .File(".wh.again", "").Directory("again/")
            .File(".wh.implied", "").File("implied/f", "x")
            .Directory(".wh..wh.plnk/").File(".wh..wh.plnk/1.2", "x"));

        using var root = Open.Directory(layer.Root);
        Assert.Equal("y"u8.ToArray(), Attributes.GetExtended(root, "d"u8, "trusted.overlay.opaque"u8));
        var gone = FileStatus.Of(root, "gone"u8)!;
        Assert.Equal((FileKind.CharacterDevice, default(DeviceNumber)), (gone.Kind, gone.Device));
        Assert.Equal(FileKind.Regular, FileStatus.Of(root, "kept"u8)!.Kind);
        Assert.Equal("y"u8.ToArray(), Attributes.GetExtended(root, "dir"u8, "trusted.overlay.opaque"u8));
        Assert.True(File.Exists(layer.At("dir/f")));
        Assert.Equal("y"u8.ToArray(), Attributes.GetExtended(root, "again"u8, "trusted.overlay.opaque"u8));
        Assert.Equal("y"u8.ToArray(), Attributes.GetExtended(root, "implied"u8, "trusted.overlay.opaque"u8));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(layer.Root), name => Path.GetFileName(name).StartsWith(".wh.", StringComparison.Ordinal));
        Assert.False(layer.Layer.IsRootOpaque);
    }

    [Fact]
    public async Task Unpack_EntryTwice_LastOneCounts()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .File("f", "first").File("f", "second")
            .Directory("a/").File("a/x", "x").File("a", "now a file")
            .File("b", "file").Directory("b/").File("b/y", "y")
            .SymbolicLink("l", "/nowhere").File("l", "a file, not through the link")
            .File("h", "x").HardLink("h2", "h").HardLink("h2", "h")
            .Directory("keep/").File("keep/1", "1").Directory("keep/", 0b111_000_000));

        var token = TestContext.Current.CancellationToken;
        Assert.Equal("second", await File.ReadAllTextAsync(layer.At("f"), token));
        Assert.Equal("now a file", await File.ReadAllTextAsync(layer.At("a"), token));
        Assert.True(File.Exists(layer.At("b/y")));
        Assert.Null(new FileInfo(layer.At("l")).LinkTarget);
        Assert.True(File.Exists(layer.At("keep/1")));
        using var root = Open.Directory(layer.Root);
        Assert.Equal(0b111_000_000u, FileStatus.Of(root, "keep"u8)!.Mode);
        Assert.Equal(2u, FileStatus.Of(root, "h2"u8)!.Links);
        Assert.Equal("y"u8.ToArray(), Attributes.GetExtended(root, "b"u8, "trusted.overlay.opaque"u8));
    }

    [Fact]
    public async Task Unpack_LinkInsideTheLayer_IsFollowedForParents()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .Directory("usr/").Directory("usr/lib/").SymbolicLink("lib", "usr/lib").File("lib/x", "relative")
            .SymbolicLink("abs", "/usr/lib").File("abs/y", "absolute, as seen from inside"));

        Assert.True(File.Exists(layer.At("usr/lib/x")));
        Assert.True(File.Exists(layer.At("usr/lib/y")));
    }

    [Fact]
    public async Task Unpack_SetGroupDirectory_DoesNotGiveItsGroup()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .Directory("d/", 0b010_111_101_101, group: 50).File("d/f", "x", mode: 0b110_110_110).Directory("d/e/", 0b111_111_111));

        using var root = Open.Directory(layer.Root);
        Assert.Equal((0u, 0b110_110_110u), (FileStatus.Of(root, "d/f"u8)!.Group, FileStatus.Of(root, "d/f"u8)!.Mode));
        Assert.Equal((0u, 0b111_111_111u), (FileStatus.Of(root, "d/e"u8)!.Group, FileStatus.Of(root, "d/e"u8)!.Mode));
    }

    [Fact]
    public async Task Unpack_MissingParents_AreRemembered()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder().File("a/b/c", "x").File("late/f", "x").Directory("late/"));

        Assert.Equal(["a", "a/b"], layer.Layer.Implied.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, byte[], string> Hostile() => new()
    {
        { "climbing name", new TarBuilder().File("../evil", "x").Build(), "climbs" },
        { "climbing inside", new TarBuilder().File("a/../../evil", "x").Build(), "climbs" },
        { "through an absolute link", new TarBuilder().SymbolicLink("out", "/tmp").File("out/crtest-evil", "x").Build(), "leads out of the layer" },
        { "through a climbing link", new TarBuilder().SymbolicLink("out", "../../../../tmp").File("out/crtest-evil", "x").Build(), "leads out of the layer" },
        { "hard link out", new TarBuilder().HardLink("passwd", "../../../../etc/passwd").Build(), "climbs" },
        { "hard link through a link", new TarBuilder().SymbolicLink("etc", "/etc").HardLink("passwd", "etc/passwd").Build(), "link" },
        { "hard link to what is not there", new TarBuilder().HardLink("passwd", "/etc/passwd").Build(), "etc" },
        { "hard link to a directory", new TarBuilder().Directory("d/").HardLink("e", "d").Build(), "no file of this layer" },
        { "links in a ring", new TarBuilder().SymbolicLink("a", "b").SymbolicLink("b", "a").File("a/x", "x").Build(), "link" },
        { "file as parent", new TarBuilder().File("f", "x").File("f/g", "y").Build(), "not a directory" },
        { "root as file", new TarBuilder().SymbolicLink("./", "/").Build(), "root of the layer" },
        { "empty whiteout", new TarBuilder().File(".wh.", "").Build(), "whiteout names nothing" },
        { "whiteout of the parent", new TarBuilder().Directory("d/").File("d/.wh...", "").Build(), "whiteout names nothing" },
        { "NUL in a name", new TarBuilder().Pax(("path", [.. "a"u8, 0, .. "b"u8])).File("x", "x").Build(), "NUL" },
        { "name beyond a path", new TarBuilder().File(new string('a', 5000), "x").Build(), "longer than a path" },
        { "component beyond a name", new TarBuilder().File(new string('a', 300), "x").Build(), "too long" },
        { "path too deep", new TarBuilder().File(string.Concat(Enumerable.Repeat("a/", 2047)) + "a", "x").Build(), "deeper than 255" },
        { "link target too deep", new TarBuilder().Pax(("linkpath", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a/", 2047)) + "a"))).HardLink("h", "x").Build(), "deeper than 255" },
        { "unknown type", new TarBuilder().Raw("x", 'Z', []).Build(), "unknown type" },
        { "impossible owner", new TarBuilder().Pax(("uid", "99999999999"u8.ToArray())).File("x", "x").Build(), "impossible owner" },
        { "cut within data", new TarBuilder().File("x", new byte[5000]).BuildOpen()[..3000], "ends within an entry" },
        { "cut within a header", new TarBuilder().File("x", "x").File("y", "y").BuildOpen()[..1300], "ends within an entry" },
        { "garbage", Encoding.ASCII.GetBytes(new string('x', 2000)), "damaged" },
        { "pax length too long", new TarBuilder().Raw("p", 'x', "99 path=x\n"u8.ToArray()).File("x", "x").Build(), "malformed" },
        { "pax length nonsense", new TarBuilder().Raw("p", 'x', "x path=x\n"u8.ToArray()).File("x", "x").Build(), "damaged" },
        { "pax length zero", new TarBuilder().Raw("p", 'x', "0 path=x\n"u8.ToArray()).File("x", "x").Build(), "malformed" },
        { "huge extension", new TarBuilder().Raw("p", 'x', new byte[2_000_000]).File("x", "x").Build(), "extended header" },
        { "sparse beyond its size", new TarBuilder().Pax(("GNU.sparse.map", "0,1,5,100"u8.ToArray()), ("GNU.sparse.size", "10"u8.ToArray())).File("x", new byte[101]).Build(), "holes" },
        { "sparse overlapping", new TarBuilder().Pax(("GNU.sparse.map", "0,8,4,8"u8.ToArray()), ("GNU.sparse.size", "20"u8.ToArray())).File("x", new byte[16]).Build(), "holes" },
        { "sparse of absurd size", new TarBuilder().Pax(("GNU.sparse.map", "0,1"u8.ToArray()), ("GNU.sparse.size", "9000000000000000000"u8.ToArray())).File("x", "x").Build(), "file of" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Unpack_HostileArchive_IsRefusedInClearWords(string why, byte[] tar, string problem)
    {
        var error = await Assert.ThrowsAsync<FailureException>(() => Unpacking.RunAsync(tar));

        Assert.StartsWith($"layer {TestImage.Digest(tar)}: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(problem, StringComparison.Ordinal), $"{why}: {error.Message}");
        Assert.False(File.Exists("/tmp/crtest-evil"));
    }

    [Fact]
    public async Task Unpack_AbsoluteNamesAndLinksAboveTheRoot_StayInside()
    {
        using var layer = await Unpacking.RunAsync(new TarBuilder()
            .File("/crtest-evil", "x").HardLink("/other", "/crtest-evil")
            .Directory("d/").SymbolicLink("d/up", "..").SymbolicLink("above", "d/up/..").File("above/crtest-above", "x"));

        Assert.True(File.Exists(layer.At("crtest-evil")));
        Assert.True(File.Exists(layer.At("crtest-above")));
        Assert.True(File.Exists(layer.At("other")));
        Assert.False(File.Exists("/crtest-evil"));
    }

    [Fact]
    public async Task Unpack_BeyondLimits_IsRefused()
    {
        var tar = new TarBuilder().File("a", new byte[4000]).File("b", "x").File("c", "x");

        var entries = await Assert.ThrowsAsync<FailureException>(() => Unpacking.RunAsync(tar, new LayerLimits { Entries = 2 }));
        Assert.Contains("more than 2 entries", entries.Message, StringComparison.Ordinal);
        var bytes = await Assert.ThrowsAsync<FailureException>(() => Unpacking.RunAsync(tar, new LayerLimits { Bytes = 5000 }));
        Assert.Contains("unpacks to more than 5000 bytes", bytes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unpack_DeepestPathWithoutEntriesOnTheWay_IsMade()
    {
        var name = string.Concat(Enumerable.Repeat("d/", 254)) + "f";

        using var layer = await Unpacking.RunAsync(new TarBuilder().File(name, "x"));

        Assert.True(File.Exists(layer.At(name)));
        Assert.Equal(254, layer.Layer.Implied.Count);
        Assert.Equal(256, layer.Layer.Inodes);
    }

    [Fact]
    public async Task Unpack_ImpliedDirectories_CountAsEntries()
    {
        var error = await Assert.ThrowsAsync<FailureException>(
            () => Unpacking.RunAsync(new TarBuilder().File("a/b/c/f", "x"), new LayerLimits { Entries = 3 }));

        Assert.Contains("more than 3 entries", error.Message, StringComparison.Ordinal);
        using var layer = await Unpacking.RunAsync(new TarBuilder().File("a/b/c/f", "x"), new LayerLimits { Entries = 4 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unpack_PathsBeyondTheMemoryForThem_AreRefused(bool areImplied)
    {
        var tar = new TarBuilder();
        for (var i = 0; i < 10; i++)
        {
            _ = areImplied ? tar.File($"directory{i}/f", "x") : tar.Directory($"directory{i}/");
        }

        var error = await Assert.ThrowsAsync<FailureException>(() => Unpacking.RunAsync(tar, new LayerLimits { RememberedPathBytes = 700 }));
        Assert.Contains("more than 700 bytes of memory", error.Message, StringComparison.Ordinal);
        using var layer = await Unpacking.RunAsync(tar, new LayerLimits { RememberedPathBytes = 900 });
    }
}
