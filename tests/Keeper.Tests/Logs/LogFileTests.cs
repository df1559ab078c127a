using System.Text;
using CriSharp.Keeper;
using CriSharp.Keeper.Logs;
using CriSharp.Linux;
using CriSharp.Linux.Processes;
using Xunit;

namespace CriSharp.Tests.Keeper.Logs;

public sealed class LogFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-log-").FullName;
    private readonly StringWriter _told = new();
    private readonly KeeperJournal _journal;

    public LogFileTests() => _journal = new KeeperJournal(_told, TimeProvider.System);

    private string LogPath => Path.Combine(_directory, "pod", "container", "0.log");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _told.Dispose();
    }

    [Fact]
    public void Open_NewFile_IsMadeWithItsDirectoryForOwnerAndGroup()
    {
        using var log = LogFile.Open(LogPath, _journal);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(LogPath));
    }

    [Theory]
    [InlineData("", "b\n")]
    [InlineData("a\n", "a\nb\n")]
    [InlineData("a\nto", "a\nto\nb\n")]
    public void Open_ExistingFile_IsAppendedToAndATornRecordEnded(string before, string after)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.WriteAllText(LogPath, before);

        using (var log = LogFile.Open(LogPath, _journal))
        {
            log.Write("b\n"u8);
        }

        Assert.Equal(after, File.ReadAllText(LogPath));
    }

    [Fact]
    public void Open_SymbolicLink_IsRefused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.CreateSymbolicLink(LogPath, Path.Combine(_directory, "elsewhere"));

        Assert.Equal(Errno.Loop, Assert.Throws<LinuxException>(() => LogFile.Open(LogPath, _journal)).Errno);
        Assert.False(File.Exists(Path.Combine(_directory, "elsewhere")));
    }

    [Fact]
    public async Task Open_Fifo_IsRefusedAndDoesNotBlock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        await ProgramRunner.RunAsync(new ProgramStart { Path = "/usr/bin/mkfifo", Arguments = [LogPath] }, Token);

        Assert.Equal(Errno.IllegalSeek, Assert.Throws<LinuxException>(() => LogFile.Open(LogPath, _journal)).Errno);
    }

    [Fact]
    public void Reopen_AfterRename_GoesOnInANewFile()
    {
        using var log = LogFile.Open(LogPath, _journal);
        log.Write("old\n"u8);
        File.Move(LogPath, LogPath + ".1");

        log.Reopen();
        log.Write("new\n"u8);

        Assert.Equal(("old\n", "new\n"), (File.ReadAllText(LogPath + ".1"), File.ReadAllText(LogPath)));
    }

    [Fact]
    public void Reopen_DirectoryGone_FailsMakesNothingAndKeepsTheOldFile()
    {
        using var log = LogFile.Open(LogPath, _journal);
        var directory = Path.GetDirectoryName(LogPath)!;
        Directory.Move(directory, directory + ".away");

        Assert.Equal(Errno.NoEntry, Assert.Throws<LinuxException>(log.Reopen).Errno);
        log.Write("still here\n"u8);

        Assert.False(Directory.Exists(directory));
        Assert.Equal("still here\n", File.ReadAllText(Path.Combine(directory + ".away", "0.log")));
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Write_DiskFull_DropsWholeRecordsTellsOnceAndGoesOn()
    {
        await RunAsync("/usr/bin/mount", "-t", "tmpfs", "-o", "size=64k", "crtest-keeper", _directory);
        try
        {
            using var log = LogFile.Open(LogPath, _journal);
            var record = Encoding.ASCII.GetBytes(new string('x', 999) + "\n");
            var filler = Path.Combine(_directory, "filler");
            await File.WriteAllBytesAsync(filler, new byte[32 * 1024], Token);

            for (var i = 0; i < 100; i++)
            {
                log.Write([.. record, .. record, .. record]);
            }

            var whenFull = await File.ReadAllTextAsync(LogPath, Token);
            File.Delete(filler);
            log.Write("after\n"u8);

            Assert.True(whenFull.Length is > 3000 and < 64 * 1024 && whenFull.EndsWith("x\n", StringComparison.Ordinal));
            Assert.Equal(0, whenFull.Length % record.Length);
            Assert.Equal(whenFull + "after\n", await File.ReadAllTextAsync(LogPath, Token));
            var told = _told.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, told.Length);
            Assert.Contains("no space left on device", told[0], StringComparison.Ordinal);
            Assert.EndsWith($"{300_000 - whenFull.Length} bytes were dropped", told[1], StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("/usr/bin/umount", _directory);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await ProgramRunner.RunAsync(new ProgramStart { Path = program, Arguments = arguments }, Token);
        Assert.True(result.ExitCode == 0, result.ErrorText);
    }
}
