using CriSharp.Linux.Events;
using CriSharp.Linux.Files;
using Xunit;

namespace CriSharp.Tests.Linux.Files;

public sealed class DirectoryWatchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crtest-network-watch-").FullName;

    private string Watched => Path.Combine(_root, "a/b");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("create")]
    [InlineData("write")]
    [InlineData("rename")]
    [InlineData("delete")]
    public async Task WhenChanged_FileChanges_Completes(string change)
    {
        Directory.CreateDirectory(Watched);
        var file = Path.Combine(Watched, "old");
        File.WriteAllText(file, "");
        using var watch = new DirectoryWatch(Watched, EventLoop.Shared);

        var changed = watch.WhenChangedAsync(Cancellation);
        Assert.False(changed.IsCompleted);
        switch (change)
        {
            case "create":
                File.WriteAllText(Path.Combine(Watched, "new"), "");
                break;
            case "write":
                File.AppendAllText(file, "more");
                break;
            case "rename":
                File.Move(file, Path.Combine(Watched, "renamed"));
                break;
            case "delete":
                File.Delete(file);
                break;
        }

        await changed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task WhenChanged_DirectoryAppearsPieceByPiece_SeesItsFiles()
    {
        using var watch = new DirectoryWatch(Watched, EventLoop.Shared);

        await UntilAsync(watch, () => Directory.CreateDirectory(Path.GetDirectoryName(Watched)!));
        await UntilAsync(watch, () => Directory.CreateDirectory(Watched));
        await UntilAsync(watch, () => File.WriteAllText(Path.Combine(Watched, "file"), ""));
    }

    [Fact]
    public async Task WhenChanged_ParentReplaced_SeesTheNewDirectory()
    {
        Directory.CreateDirectory(Watched);
        using var watch = new DirectoryWatch(Watched, EventLoop.Shared);

        await UntilAsync(watch, () => Directory.Move(Path.Combine(_root, "a"), Path.Combine(_root, "old")));
        await UntilAsync(watch, () => Directory.CreateDirectory(Watched));
        await UntilAsync(watch, () => File.WriteAllText(Path.Combine(Watched, "file"), ""));
    }

    [Fact]
    public async Task WhenChanged_Cancelled_Ends()
    {
        Directory.CreateDirectory(Watched);
        using var watch = new DirectoryWatch(Watched, EventLoop.Shared);
        using var cancelled = new CancellationTokenSource();

        var changed = watch.WhenChangedAsync(cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changed);
    }

    // Takes what is left of earlier changes, makes the change and waits for it.
    private static async Task UntilAsync(DirectoryWatch watch, Action change)
    {
        change();
        await watch.WhenChangedAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }
}
