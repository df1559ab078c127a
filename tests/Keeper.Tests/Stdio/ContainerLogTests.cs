using CriSharp.Keeper;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux.Descriptors;
using Xunit;

namespace CriSharp.Tests.Keeper.Stdio;

public sealed class ContainerLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-log-").FullName;
    private readonly StringWriter _told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LogPath => Path.Combine(_directory, "0.log");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _told.Dispose();
    }

    [Fact]
    public async Task Start_DiskOfTheLogsHangs_IsNotWaitedForAndDoneLater()
    {
        var logs = new LogThread(new HastyTime());
        var log = ContainerLog.Open("c", LogPath, logs, new KeeperJournal(_told, TimeProvider.System));
        using var output = Pipe.Open();
        Descriptor.SetNonBlocking(output.Reader);
        Descriptor.TryWrite(output.Writer, "written meanwhile\n"u8);
        using var disk = new ManualResetEventSlim();
        var hanging = logs.Loop.RunAsync(() => disk.Wait(Token));

        await log.StartAsync(output.Reader, null);
        Assert.Contains("c: its log is late", _told.ToString(), StringComparison.Ordinal);
        Assert.Empty(await File.ReadAllTextAsync(LogPath, Token));
        disk.Set();
        await hanging;
        await logs.Loop.RunAsync(() => { }); // behind what was late

        await log.CompleteAsync();
        await logs.Loop.RunAsync(() => { });
        Assert.Contains("written meanwhile", await File.ReadAllTextAsync(LogPath, Token), StringComparison.Ordinal);
        await log.CloseAsync();
        await logs.Loop.RunAsync(() => { });
    }

    [Fact]
    public async Task Start_FailsLate_IsTold()
    {
        var logs = new LogThread(new HastyTime());
        var log = ContainerLog.Open("c", LogPath, logs, new KeeperJournal(_told, TimeProvider.System));
        using var output = Pipe.Open();
        using var disk = new ManualResetEventSlim();
        var hanging = logs.Loop.RunAsync(() => disk.Wait(Token));

        await log.StartAsync(output.Reader, null);
        output.Reader.Dispose();
        disk.Set();
        await hanging;
        await logs.Loop.RunAsync(() => { });

        Assert.Contains("c: its log could not begin", _told.ToString(), StringComparison.Ordinal);
    }
}
