using CriSharp.Linux.Descriptors;
using Xunit;

namespace CriSharp.Tests.Linux.Descriptors;

public sealed class LockFileTests
{
    [Fact]
    public void TryAcquire_Held_IsNullUntilItIsFree()
    {
        var path = Path.GetTempFileName();
        using (var first = LockFile.TryAcquire(path))
        {
            Assert.NotNull(first);
            Assert.Null(LockFile.TryAcquire(path));
        }

        using var second = LockFile.TryAcquire(path);
        Assert.NotNull(second);
        File.Delete(path);
    }
}
