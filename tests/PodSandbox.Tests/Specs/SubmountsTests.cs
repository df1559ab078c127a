using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Mounts;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class SubmountsTests
{
    [Theory]
    [InlineData("{}", "rw")]
    [InlineData("""{"readonly":true}""", "rw")]
    [InlineData("""{"readonly":true,"recursive_read_only":true}""", "rro")]
    public void Of_WhatIsMountedBelow_IsBoundAtItsPlace(string options, string access)
    {
        var mount = Submounts.Of([Volume("/data/", options, "a", "a/b")], BindMount.Of).ToList();

        Assert.Equal([("/data/a", "/mapped/0/a"), ("/data/a/b", "/mapped/0/a/b")], mount.Select(found => (found.Destination, found.Source)));
        Assert.All(mount, found => Assert.Equal(["rbind", "rprivate", access], found.Options));
    }

    [Fact]
    public void Of_WhereAnotherVolumeIs_LeavesThePlaceToIt()
    {
        var mounts = Submounts.Of([Volume("/data/x", "{}"), Volume("/data", "{}", "x", "x/y", "xy")], BindMount.Of);

        Assert.Equal("/data/xy", Assert.Single(mounts).Destination);
    }

    private static ResolvedMount Volume(string place, string options, params string[] below)
    {
        var mount = Cri.Mount.Parser.ParseJson(options);
        mount.ContainerPath = place;
        return new ResolvedMount(mount, "/mapped/0") { Below = [.. below.Select(path => new MountBelow(path, IsDirectory: true))] };
    }
}
