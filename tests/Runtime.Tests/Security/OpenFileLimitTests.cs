using CriSharp.Linux.Limits;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.Runtime.Security;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(true, 20000UL, 1024UL, 524288UL)]
    [InlineData(false, 20000UL, 1024UL, 20000UL)]
    [InlineData(false, 512UL, 512UL, 512UL)]
    [InlineData(false, ulong.MaxValue, 1024UL, 524288UL)]
    public void For_DaemonsOwnLimit_OnlyCapsWhatItMayNotRaise(bool mayRaise, ulong daemonHard, ulong soft, ulong hard)
    {
        var node = TestNode.Facts with
        {
            Description = TestNode.Description with { MayRaiseLimits = mayRaise, OpenFilesLimit = new ResourceLimit(256, daemonHard) },
        };

        Assert.Equal(new PosixRlimit("RLIMIT_NOFILE", hard, soft), OpenFileLimit.For(node));
    }

    [Theory]
    [InlineData("6.18.44-fc-v657", "6.18")]
    [InlineData("5.15.0", "5.15")]
    [InlineData("6.12+deb13-amd64", "6.12")]
    [InlineData("experimental", "0.0")]
    public void Kernel_OfARelease_IsItsFirstTwoNumbers(string release, string expected) =>
        Assert.Equal(
            Version.Parse(expected),
            (TestNode.Facts with { Description = TestNode.Description with { KernelRelease = release } }).Kernel);
}
