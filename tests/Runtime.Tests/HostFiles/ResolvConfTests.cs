using CriSharp.Failures;
using CriSharp.Runtime.HostFiles;
using Xunit;

namespace CriSharp.Tests.Runtime.HostFiles;

public sealed class ResolvConfTests
{
    [Fact]
    public void Text_AllSettings_AreLinesInOrder() => Assert.Equal(
        "search ns.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\nnameserver fd00::a\noptions ndots:5 edns0\n",
        ResolvConf.Text(new PodDns(["10.96.0.10", "fd00::a"], ["ns.svc.cluster.local", "svc.cluster.local"], ["ndots:5", "edns0"])));

    [Fact]
    public void Text_EmptySettings_IsEmpty() => Assert.Equal("", ResolvConf.Text(new PodDns([], [], [])));

    [Theory]
    [InlineData("a\nnameserver 6.6.6.6")]
    [InlineData("a b")]
    [InlineData("")]
    public void Text_SettingOfSeveralWords_IsInvalid(string search)
    {
        var failure = Assert.Throws<FailureException>(() => ResolvConf.Text(new PodDns([], [search], [])));
        Assert.Equal(FailureKind.InvalidArgument, failure.Kind);
    }
}
