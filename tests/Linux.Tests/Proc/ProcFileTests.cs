using CriSharp.Linux.Proc;
using Xunit;

namespace CriSharp.Tests.Linux.Proc;

public sealed class ProcFileTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0-3,8,10-11\n", 7)]
    [InlineData("\n", 0)]
    public void CpuList_Count_IsHowManyItHas(string text, int expected) => Assert.Equal(expected, CpuListFile.Count(text));

    [Theory]
    [InlineData("\n", "")]
    [InlineData("0\n", "0-0")]
    [InlineData("0-3,8\n", "0-3 8-8")]
    [InlineData("8,2,0-1,3", "0-3 8-8")]
    [InlineData("0-999999,5,4294967295", "0-999999 4294967295-4294967295")]
    public void CpuList_Ranges_AreMerged(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', CpuListFile.Ranges(text).Select(range => $"{range.First}-{range.Last}")));

    [Theory]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    public void CpuList_OtherShape_IsRefused(string text) => Assert.Throws<FormatException>(() => CpuListFile.Count(text));

    [Theory]
    [InlineData("MemTotal:       24731708 kB\nMemFree: 1 kB\n", "MemTotal", 24731708L * 1024)]
    [InlineData("MemTotal:       24731708 kB\nMemFree: 1 kB\n", "MemFree", 1024L)]
    [InlineData("MemTotal:       24731708 kB\n", "Mem", null)]
    [InlineData("HugePages_Total:       0\n", "HugePages_Total", null)]
    public void ColonKeyed_Bytes_AreOfTheLine(string text, string key, long? expected) => Assert.Equal(expected, ColonKeyedFile.Bytes(text, key));

    [Theory]
    [InlineData("Name:\tsh\nCapBnd:\t000001fffeffffff\n", "CapBnd", "000001fffeffffff")]
    [InlineData("Name:\ta:b\n", "Name", "a:b")]
    [InlineData("Name:\tsh\n", "name", null)]
    public void ColonKeyed_Value_IsTheRestOfTheLine(string text, string key, string? expected) => Assert.Equal(expected, ColonKeyedFile.Value(text, key));

    [Theory]
    [InlineData("NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n", "Debian GNU/Linux 13 (trixie)")]
    [InlineData("PRETTY_NAME='Ubuntu 24.04'\n", "Ubuntu 24.04")]
    [InlineData("PRETTY_NAME=Alpine\n", "Alpine")]
    [InlineData("PRETTY_NAME=\"a \\\"b\\\" \\$c \\\\d\"\n", "a \"b\" $c \\d")]
    [InlineData("#PRETTY_NAME=x\nOLD_PRETTY_NAME=y\n", null)]
    [InlineData("PRETTY_NAME=\"\n", "\"")]
    public void OsRelease_Value_IsUnquoted(string text, string? expected) => Assert.Equal(expected, OsReleaseFile.Value(text, "PRETTY_NAME"));

    [Fact]
    public void CgroupMembership_Lines_AreHierarchies()
    {
        var memberships = CgroupMembership.Parse("4:cpu,cpuacct:/kubepods/pod1\n1:name=systemd:/a:b\n0::/init.scope\n");

        Assert.Equal(
            ["4 cpu cpuacct /kubepods/pod1", "1 name=systemd /a:b", "0  /init.scope"],
            memberships.Select(membership => $"{membership.Hierarchy} {string.Join(' ', membership.Controllers)} {membership.Path}"));
    }

    [Theory]
    [InlineData("4:cpu")]
    [InlineData("x:cpu:/")]
    public void CgroupMembership_OtherShape_IsRefused(string text) => Assert.Throws<FormatException>(() => CgroupMembership.Parse(text));
}
