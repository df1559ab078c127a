using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.Namespaces;
using Xunit;

namespace CriSharp.Tests.Runtime.Mounts;

/// <summary>Bind mounts with mapped owners, in the kernel.</summary>
[Trait("needs", "root")]
public sealed class MappedMountTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-mapped-").FullName;
    private readonly PodMounts _mounts = new();
    private IUserNamespace _own = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts need root");
        await _mounts.MakePrivateAsync(_directory, Cancellation);
        _own = await new UserNamespaces().CreateAsync(new([new IdMapping(0, 300_000, 1000)], [new IdMapping(0, 400_000, 1000)]), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        await _mounts.UnmountTreeAsync(_directory, CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Bind_OfADirectory_ShowsMappedOwnersAndStoresPlainOnes()
    {
        var (source, target) = (Make("source"), At("target"));
        await File.WriteAllTextAsync(source + "/file", "x", Cancellation);

        await _mounts.BindMappedAsync(new MappedBind(source, target, _own.Path, FollowsSource: false), Cancellation);

        Assert.Equal((300_000u, 400_000u), OwnerOf(target, "file"));
        await DedicatedThread.RunAsync("test", () =>
        {
            ThreadIdentity.Become(300_007, 400_008);
            File.WriteAllText(target + "/made", "y");
        });
        Assert.Equal((7u, 8u), OwnerOf(source, "made"));
        // Whom the mapping does not know cannot make anything.
        Assert.ThrowsAny<IOException>(() => File.WriteAllText(target + "/unmapped", "z"));
    }

    [Fact]
    public async Task Bind_OfAFile_IsAFile()
    {
        await File.WriteAllTextAsync(At("source"), "content", Cancellation);

        await _mounts.BindMappedAsync(new MappedBind(At("source"), At("target"), _own.Path, FollowsSource: false), Cancellation);

        Assert.Equal("content", await File.ReadAllTextAsync(At("target"), Cancellation));
        Assert.Equal((300_000u, 400_000u), OwnerOf(_directory, "target"));
    }

    [Fact]
    public async Task Bind_OfATree_TakesWhatIsMountedBelowAndLeavesItThereWhenUnmounted()
    {
        var source = Make("source");
        MountPoint.Tmpfs(source, "mode=755");
        MountPoint.MakeShared(source);
        MountPoint.Tmpfs(Make("source/below"), "mode=755");

        await _mounts.BindMappedAsync(new MappedBind(source, At("target"), _own.Path, FollowsSource: true), Cancellation);
        MountPoint.Tmpfs(Make("source/later"), "mode=755");

        Assert.Equal([At("target"), At("target/below"), At("target/later")], MountInfo.ReadAtOrBelow(At("target")).Select(mount => mount.MountPoint));
        Assert.Equal((300_000u, 400_000u), OwnerOf(At("target"), "below"));
        await _mounts.UnmountTreeAsync(At("target"), Cancellation);
        Assert.Equal(3, MountInfo.ReadAtOrBelow(source).Count);
    }

    [Theory]
    [InlineData("", "proc at {0}")]
    [InlineData("/below", "proc at {0}/below")]
    public async Task Bind_OfAFileSystemThatCannot_NamesItAndMountsNothing(string where, string culprit)
    {
        var source = Make("source");
        MountPoint.Mount("proc", Directory.CreateDirectory(source + where).FullName, "proc", MountModes.None);

        var failure = await Assert.ThrowsAsync<FailureException>(
            () => _mounts.BindMappedAsync(new MappedBind(source, At("target"), _own.Path, FollowsSource: false), Cancellation));

        Assert.Equal(FailureKind.FailedPrecondition, failure.Kind);
        Assert.Equal($"map ids of {source}: the kernel cannot map those of {string.Format(culprit, source)}", failure.Message);
        Assert.False(Path.Exists(At("target")));
    }

    [Fact]
    public async Task Bind_OfWhatIsNotThere_FailsNamingIt()
    {
        var failure = await Assert.ThrowsAsync<LinuxException>(
            () => _mounts.BindMappedAsync(new MappedBind(At("absent"), At("target"), _own.Path, FollowsSource: false), Cancellation));

        Assert.Equal((Errno.NoEntry, At("absent")), (failure.Errno, failure.Subject));
    }

    private string At(string name) => Path.Combine(_directory, name);

    private string Make(string name) => Directory.CreateDirectory(At(name)).FullName;

    private static (uint Owner, uint Group) OwnerOf(string directory, string name)
    {
        using var parent = Open.Directory(directory);
        var status = FileStatus.Of(parent, System.Text.Encoding.UTF8.GetBytes(name))!;
        return (status.Owner, status.Group);
    }
}
