using CriSharp.Cli.Logs;
using CriSharp.Tests.Cli.Fakes;
using Xunit;

namespace CriSharp.Tests.Cli.Logs;

/// <summary>Log files that are written, rotated and torn while they are read.</summary>
public sealed class LogFollowerTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("crtest-cli-");
    private readonly SeenStream _output = new();
    private readonly SeenStream _error = new();
    private readonly TaskCompletionSource _writerEnded = new();

    private string Log => Path.Combine(_directory.FullName, "0.log");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Print_File_GoesToItsStreams()
    {
        Write("stdout F one", "stderr F two", "stdout P thr", "stdout F ee");

        Assert.True(await PrintAsync());

        Assert.Equal("one\nthree\n", _output.Text);
        Assert.Equal("two\n", _error.Text);
    }

    [Fact]
    public async Task Print_NoFile_IsFalse() => Assert.False(await PrintAsync());

    [Fact]
    public async Task Print_LastLineWithoutEnd_HasNone()
    {
        // A program that ends without a line feed: its last record stays partial, and so its bytes come out as they were.
        Write("stdout F a", "stdout P b");

        await PrintAsync();

        Assert.Equal("a\nb", _output.Text);
    }

    [Fact]
    public async Task Print_TornEnd_IsLeftOut()
    {
        Write("stdout F whole");
        await File.AppendAllTextAsync(Log, "2026-01-02T03:04:05.1Z stdout F to", Cancelled);

        await PrintAsync();

        Assert.Equal("whole\n", _output.Text);
    }

    [Fact]
    public async Task Print_UnreadableLine_IsCounted()
    {
        Write("stdout F a");
        await File.AppendAllTextAsync(Log, "garbage\n", Cancelled);
        Write("stdout F b");
        var printer = new LogPrinter(_output, _error);
        using var follower = new LogFollower(Log, printer);

        await follower.PrintAsync(Cancelled);

        Assert.Equal("a\nb\n", _output.Text);
        Assert.Equal(1, printer.Unreadable);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "4\n")]
    [InlineData(2, "3a3b\n4\n")]
    [InlineData(3, "2\n3a3b\n4\n")]
    [InlineData(4, "1\n2\n3a3b\n4\n")]
    [InlineData(5, "1\n2\n3a3b\n4\n")]
    [InlineData(long.MaxValue, "1\n2\n3a3b\n4\n")]
    public async Task Print_Tail_CountsJoinedLines(long lines, string expected)
    {
        Write("stdout F 1", "stdout F 2", "stdout P 3a", "stdout F 3b", "stdout F 4");

        await PrintAsync(tail: lines);

        Assert.Equal(expected, _output.Text);
    }

    [Fact]
    public async Task Print_TailOfUnendedLine_IsThatLine()
    {
        Write("stdout F 1", "stdout P 2a", "stdout P 2b");

        await PrintAsync(tail: 1);

        Assert.Equal("2a2b", _output.Text);
    }

    [Fact]
    public async Task Print_TailOfManyBlocks_IsFound()
    {
        var filler = new string('x', 1000);
        Write([.. Enumerable.Range(0, 1000).Select(i => $"stdout F {i} {filler}")]);

        await PrintAsync(tail: 300);

        Assert.Equal([.. Enumerable.Range(700, 300).Select(i => $"{i} {filler}")], _output.Text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Print_Timestamps_StandBeforeEachLine()
    {
        Write("stdout P a", "stdout F b", "stdout F c");

        await PrintAsync(new LogPrinter(_output, _error, timestamps: true));

        Assert.Equal("2026-01-02T03:04:05.123456789Z ab\n2026-01-02T03:04:05.123456789Z c\n", _output.Text);
    }

    [Fact]
    public async Task Print_Since_LeavesOlderOut()
    {
        await File.WriteAllTextAsync(Log, "2026-01-02T03:04:05Z stdout F old\n2026-01-02T03:04:06.5+00:00 stdout F new\n", Cancelled);

        await PrintAsync(new LogPrinter(_output, _error, since: new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero)));

        Assert.Equal("new\n", _output.Text);
    }

    [Fact]
    public async Task Follow_AppendedLines_AppearUntilTheWriterEnds()
    {
        Write("stdout F 1");
        var following = FollowAsync();
        await _output.ContainsAsync("1\n");
        Write("stdout F 2");
        await _output.ContainsAsync("2\n");
        Write("stdout F 3");
        _writerEnded.SetResult();

        await following;

        Assert.Equal("1\n2\n3\n", _output.Text);
    }

    [Fact]
    public async Task Follow_RecordWrittenInTwoPieces_IsPrintedOnce()
    {
        Write("stdout F 1");
        var following = FollowAsync();
        await _output.ContainsAsync("1\n");
        await File.AppendAllTextAsync(Log, "2026-01-02T03:04:05.1Z std", Cancelled);
        await File.AppendAllTextAsync(Log, "out F 2\n", Cancelled);
        await _output.ContainsAsync("2\n");
        _writerEnded.SetResult();

        await following;

        Assert.Equal("1\n2\n", _output.Text);
    }

    [Fact]
    public async Task Follow_FileComesLater_IsFound()
    {
        var following = FollowAsync();
        Write("stdout F 1");
        await _output.ContainsAsync("1\n");
        _writerEnded.SetResult();

        await following;

        Assert.Equal("1\n", _output.Text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Follow_Rotation_LosesAndRepeatsNothing(int rotations)
    {
        Write("stdout F 0");
        var following = FollowAsync();
        for (var i = 1; i <= rotations; i++)
        {
            // As the kubelet does it: rename, and the writer goes on in the old file until it is told to open the new one.
            using var old = new StreamWriter(Log, append: true);
            File.Move(Log, $"{Log}.{i}");
            await old.WriteAsync($"2026-01-02T03:04:05.1Z stdout F {i}a\n");
            await old.FlushAsync(Cancelled);
            Write($"stdout F {i}b");
            await _output.ContainsAsync($"{i}b\n");
        }

        _writerEnded.SetResult();
        await following;

        Assert.Equal(["0", .. Enumerable.Range(1, rotations).SelectMany(i => new[] { $"{i}a", $"{i}b" })], _output.Text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Follow_Truncation_StartsAnew()
    {
        Write("stdout F 1", "stdout F 2");
        var following = FollowAsync();
        await _output.ContainsAsync("2\n");
        await File.WriteAllTextAsync(Log, "", Cancelled);
        Write("stdout F 3");
        await _output.ContainsAsync("3\n");
        _writerEnded.SetResult();

        await following;

        Assert.Equal("1\n2\n3\n", _output.Text);
    }

    [Fact]
    public async Task Follow_LogBehindALink_SeesChanges()
    {
        var elsewhere = _directory.CreateSubdirectory("links");
        var link = Path.Combine(elsewhere.FullName, "web.log");
        File.CreateSymbolicLink(link, Log);
        Write("stdout F 1");
        var following = FollowAsync(link);
        await _output.ContainsAsync("1\n");
        Write("stdout F 2");
        await _output.ContainsAsync("2\n");
        _writerEnded.SetResult();

        await following;

        Assert.Equal("1\n2\n", _output.Text);
    }

    [Fact]
    public async Task Follow_Cancelled_Ends()
    {
        Write("stdout F 1");
        using var interrupted = new CancellationTokenSource();
        using var follower = new LogFollower(Log, new LogPrinter(_output, _error));
        var following = follower.FollowAsync(_writerEnded.Task, interrupted.Token);
        await _output.ContainsAsync("1\n");

        await interrupted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task Print_BothStreams_KeepTheirOrder()
    {
        Write("stdout F 1", "stderr F 2", "stderr F 3", "stdout F 4");
        using var terminal = new SeenStream();

        await PrintAsync(new LogPrinter(terminal, terminal));

        Assert.Equal("1\n2\n3\n4\n", terminal.Text);
    }

    private void Write(params string[] records) =>
        File.AppendAllText(Log, string.Concat(records.Select(record => $"2026-01-02T03:04:05.123456789Z {record}\n")));

    private Task<bool> PrintAsync(LogPrinter? printer = null, long? tail = null) => UseAsync(follower => follower.PrintAsync(Cancelled), Log, printer, tail);

    private Task<bool> FollowAsync(string? path = null) => UseAsync(
        async follower =>
        {
            await follower.FollowAsync(_writerEnded.Task, Cancelled);
            return true;
        },
        path ?? Log);

    private async Task<bool> UseAsync(Func<LogFollower, Task<bool>> use, string path, LogPrinter? printer = null, long? tail = null)
    {
        using var follower = new LogFollower(path, printer ?? new LogPrinter(_output, _error), tail);
        return await use(follower);
    }
}
