using CriSharp.Linux;
using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Limits;
using Xunit;

namespace CriSharp.Tests.Linux.Limits;

public sealed class ResourceLimitsTests
{
    [Fact]
    public void Set_SoftLimit_IsReadBackAndTheHardOneStays()
    {
        var before = ResourceLimits.Get(LimitedResource.Core);
        try
        {
            ResourceLimits.Set(LimitedResource.Core, before with { Soft = 0 });

            Assert.Equal(before with { Soft = 0 }, ResourceLimits.Get(LimitedResource.Core));
        }
        finally
        {
            ResourceLimits.Set(LimitedResource.Core, before);
        }
    }

    [Fact]
    public void Set_HardLimitAboveThePresentOne_NeedsTheCapability()
    {
        Assert.SkipWhen(ThreadCapabilities.Effective().Contains("CAP_SYS_RESOURCE"), "this process may raise limits");
        var limit = ResourceLimits.Get(LimitedResource.OpenFiles);

        var error = Assert.Throws<LinuxException>(() => ResourceLimits.Set(LimitedResource.OpenFiles, limit with { Hard = limit.Hard + 1 }));

        Assert.Equal(Errno.NotPermitted, error.Errno);
    }
}
