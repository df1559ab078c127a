using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Runtime.Mounts;
using Xunit;

namespace CriSharp.Tests.Runtime.Mounts;

public sealed class MountTargetTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-target-").FullName;

    private string Target => Path.Combine(_directory, "below", "target");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Make_Again_IsWhatItWas(bool isDirectory)
    {
        MountTarget.Make(Target, isDirectory);
        MountTarget.Make(Target, isDirectory);

        Assert.Equal((isDirectory, !isDirectory), (Directory.Exists(Target), File.Exists(Target)));
    }

    // From a start cut short: what is seen there is the container's own file.
    [Fact]
    public void Make_WhereAFileIsMounted_KeepsItsContent()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, "content");

        MountTarget.Make(Target, isDirectory: false);

        Assert.Equal("content", File.ReadAllText(Target));
    }

    [Fact(Timeout = 30_000)]
    public async Task Make_WhereAPipeIsMounted_DoesNotWaitForItsReader()
    {
        using (var directory = Open.Directory(Directory.CreateDirectory(Path.GetDirectoryName(Target)!).FullName))
        {
            Assert.Equal(Errno.None, Entries.TryMakeNode(directory, "target"u8, FileKind.Fifo, 0b110_000_000, default));
        }

        await Task.Run(() => MountTarget.Make(Target, isDirectory: false), TestContext.Current.CancellationToken).WaitAsync(TestContext.Current.CancellationToken);
    }
}
