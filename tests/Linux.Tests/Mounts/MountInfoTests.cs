using System.Text;
using CriSharp.Linux.Mounts;
using Xunit;

namespace CriSharp.Tests.Linux.Mounts;

public sealed class MountInfoTests
{
    [Fact]
    public void Parse_FullLine_EveryField()
    {
        var mount = Assert.Single(Parse("36 35 98:0 /mnt1 /mnt2 rw,noatime shared:7 master:1 - ext3 /dev/root rw,errors=continue\n"));

        Assert.Equal((36, 35, "98:0", "/mnt1", "/mnt2"), (mount.Id, mount.ParentId, mount.Device, mount.Root, mount.MountPoint));
        Assert.Equal(("rw,noatime", "ext3", "/dev/root", "rw,errors=continue"), (mount.Options, mount.Type, mount.Source, mount.SuperOptions));
        Assert.Equal(["shared:7", "master:1"], mount.Propagation);
        Assert.True(mount.IsShared && mount.IsSlave);
    }

    [Theory]
    [InlineData(@"/with\040space", "/with space")]
    [InlineData(@"/tab\011new\012line\134slash", "/tab\tnew\nline\\slash")]
    [InlineData(@"/\303\274", "/ü")]
    [InlineData(@"/no\escape\9", @"/no\escape\9")]
    [InlineData(@"/end\0", @"/end\0")]
    [InlineData("/ünicode", "/ünicode")]
    public void Parse_EscapedPath_Unescaped(string written, string expected)
    {
        var mount = Assert.Single(Parse($"1 2 0:3 / {written} rw - tmpfs tmpfs rw"));
        Assert.Equal(expected, mount.MountPoint);
    }

    [Fact]
    public void Parse_EmptySource_IsAField()
    {
        var mount = Assert.Single(Parse("1 2 0:3 / /a rw - tmpfs  rw,size=4k"));
        Assert.Equal(("", "rw,size=4k"), (mount.Source, mount.SuperOptions));
        Assert.False(mount.IsShared || mount.IsSlave);
    }

    [Theory]
    [InlineData("1 2 0:3 / /a rw - tmpfs tmpfs")]
    [InlineData("1 2 0:3 / /a rw shared:1")]
    [InlineData("x 2 0:3 / /a rw - tmpfs tmpfs rw")]
    public void Parse_DamagedLine_Throws(string line) => Assert.Throws<FormatException>(() => Parse(line));

    [Fact]
    public void Read_OfThisProcess_HasRootAndProc()
    {
        var mounts = MountInfo.Read();
        Assert.Contains(mounts, mount => mount.MountPoint == "/");
        Assert.Contains(mounts, mount => mount is { MountPoint: "/proc", Type: "proc" });
    }

    private static IReadOnlyList<MountInfo> Parse(string text) => MountInfo.Parse(Encoding.UTF8.GetBytes(text));
}
