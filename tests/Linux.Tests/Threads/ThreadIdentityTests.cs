using CriSharp.Linux.Capabilities;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using Xunit;

namespace CriSharp.Tests.Linux.Threads;

[Trait("needs", "root")]
public sealed class ThreadIdentityTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-identity-").FullName;

    public ThreadIdentityTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "another identity needs root");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Become_ChangesThisThreadOnlyAndKeepsItsCapabilities()
    {
        var before = ThreadCapabilities.Effective();
        var made = Path.Combine(_directory, "made"); // in a directory that only root may write to

        var during = await DedicatedThread.RunAsync("test", () =>
        {
            ThreadIdentity.Become(12345, 23456);
            File.WriteAllText(made, "");
            return ThreadCapabilities.Effective();
        });
        await File.WriteAllTextAsync(Path.Combine(_directory, "after"), "", TestContext.Current.CancellationToken);

        Assert.Equal(before.Names, during.Names);
        Assert.Equal((12345u, 23456u), Owner("made"u8));
        Assert.Equal((0u, 0u), Owner("after"u8));
    }

    [Fact]
    public async Task Become_AndBack_IsRootAgain()
    {
        var ids = await DedicatedThread.RunAsync("test", () =>
        {
            ThreadIdentity.Become(12345, 23456);
            ThreadIdentity.Become(0, 0);
            return File.ReadLines("/proc/thread-self/status").Where(line => line[..3] is "Uid" or "Gid").ToList();
        });

        Assert.Equal(["Uid:\t0\t0\t0\t0", "Gid:\t0\t0\t0\t0"], ids);
    }

    private (uint Owner, uint Group) Owner(ReadOnlySpan<byte> name)
    {
        using var directory = Open.Directory(_directory);
        var status = FileStatus.Of(directory, name)!;
        return (status.Owner, status.Group);
    }
}
