using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Proc;
using Xunit;

namespace CriSharp.Tests.Linux.Capabilities;

public sealed class CapabilitySetTests
{
    [Theory]
    [InlineData(0UL, "")]
    [InlineData(1UL, "CAP_CHOWN")]
    [InlineData(1UL << 21 | 1UL << 12, "CAP_NET_ADMIN CAP_SYS_ADMIN")]
    [InlineData(1UL << 40 | 1UL << 63, "CAP_CHECKPOINT_RESTORE")]
    public void Names_Bits_AreInTheKernelsOrder(ulong bits, string expected) =>
        Assert.Equal(expected, string.Join(' ', new CapabilitySet(bits).Names));

    [Theory]
    [InlineData("CAP_SYS_RESOURCE", true)]
    [InlineData("CAP_SYS_TIME", false)]
    [InlineData("SYS_RESOURCE", false)]
    [InlineData("", false)]
    public void Contains_Name_IsItsBit(string name, bool expected) => Assert.Equal(expected, new CapabilitySet(1UL << 24).Contains(name));

    [Fact]
    public void ThreadCapabilities_SetsOfThisThread_AreWhatProcSays()
    {
        var status = File.ReadAllText("/proc/thread-self/status");

        Assert.Equal(ColonKeyedFile.Value(status, "CapBnd"), $"{ThreadCapabilities.Bounding().Bits:x16}");
        Assert.Equal(ColonKeyedFile.Value(status, "CapEff"), $"{ThreadCapabilities.Effective().Bits:x16}");
    }
}
