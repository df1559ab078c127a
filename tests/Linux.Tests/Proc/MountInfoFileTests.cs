using CriSharp.Linux.Proc;
using Xunit;

namespace CriSharp.Tests.Linux.Proc;

public sealed class MountInfoFileTests
{
    [Fact]
    public void Parse_ManPageLine_HasEveryField() => Assert.Equal(
        [new MountPoint(36, 35, "/mnt1", "/mnt2", "rw,noatime", "master:1", "ext3", "/dev/root", "rw,errors=continue")],
        MountInfoFile.Parse("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"));

    [Theory]
    [InlineData("1 0 0:1 / / rw - ext4 /dev/vda rw", "")]
    [InlineData("1 0 0:1 / / rw shared:1 master:2 propagate_from:3 - ext4 /dev/vda rw", "shared:1 master:2 propagate_from:3")]
    public void Parse_OptionalFields_MayBeAnyNumber(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(MountInfoFile.Parse(line)).Propagation);

    [Theory]
    [InlineData(@"/with\040space", "/with space")]
    [InlineData(@"/a\134b\011c\012d", "/a\\b\tc\nd")]
    [InlineData("/-", "/-")]
    [InlineData("/größe", "/größe")]
    [InlineData(@"/end\04", @"/end\04")]
    public void Parse_EscapedPath_IsThePathItself(string written, string expected) =>
        Assert.Equal(expected, Assert.Single(MountInfoFile.Parse($"1 0 0:1 / {written} rw - tmpfs none rw")).Path);

    [Theory]
    [InlineData("1 0 0:1 / / rw ext4 /dev/vda rw")]
    [InlineData("1 0 0:1")]
    [InlineData("x 0 0:1 / / rw - ext4 /dev/vda rw")]
    [InlineData("1 0 0:1 / / rw - ext4")]
    public void Parse_OtherShape_IsRefused(string line) => Assert.Throws<FormatException>(() => MountInfoFile.Parse(line));

    [Fact]
    public void ReadSelf_HasTheRoot() => Assert.Contains(MountInfoFile.ReadSelf(), mount => mount.Path == "/");
}
