using System.Diagnostics;
using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Processes;
using Xunit;

namespace CriSharp.Tests.Linux.Processes;

/// <summary>Alone, for it counts the descriptors and children of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class ProgramRunnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Run_ProgramEnds_CodeOrSignalIsTold(string script, int expected)
    {
        var result = await ProgramRunner.RunAsync(Shell(script), Token);

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task Run_LargeOutputOnBothStreams_IsComplete()
    {
        const int Bytes = 3_000_000;
        var start = Shell($"head -c {Bytes} /dev/zero >&2 & head -c {Bytes} /dev/zero; wait") with { OutputLimitBytes = 8_000_000 };

        var result = await ProgramRunner.RunAsync(start, Token);

        Assert.Equal((Bytes, Bytes), (result.Output.Length, result.Error.Length));
    }

    [Fact]
    public async Task Run_OutputOverTheLimit_KeepsTheStartAndEnds()
    {
        var start = Shell("printf abcdef; head -c 1000000 /dev/zero") with { OutputLimitBytes = 4 };

        var result = await ProgramRunner.RunAsync(start, Token);

        Assert.Equal("abcd", Encoding.UTF8.GetString(result.Output));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Run_Input_ArrivesWholeAndThenEnds()
    {
        var input = new byte[2_000_000];
        new Random(1).NextBytes(input);

        var result = await ProgramRunner.RunAsync(
            new ProgramStart { Path = "/usr/bin/cat", Input = input, OutputLimitBytes = input.Length }, Token);

        Assert.Equal(input, result.Output);
    }

    [Fact]
    public async Task Run_ProgramThatReadsNoInput_IsNoError()
    {
        var result = await ProgramRunner.RunAsync(Shell("exec <&-; exit 3") with { Input = new byte[1_000_000] }, Token);

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Run_NoInput_IsAnEmptyStdin()
    {
        var result = await ProgramRunner.RunAsync(new ProgramStart { Path = "/usr/bin/cat" }, Token);

        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("/nonexistent/program", Errno.NoEntry)]
    [InlineData("/etc/passwd", Errno.AccessDenied)]
    [InlineData("/etc/passwd/x", Errno.NotDirectory)]
    public async Task Run_NoProgram_SaysPathAndErrno(string path, Errno expected)
    {
        var failure = await Assert.ThrowsAsync<LinuxException>(() => ProgramRunner.RunAsync(new ProgramStart { Path = path }, Token));

        Assert.Equal(("posix_spawn", path, expected), (failure.Operation, failure.Subject, failure.Errno));
    }

    [Fact]
    public async Task Run_Environment_IsExactlyWhatWasGiven()
    {
        var result = await ProgramRunner.RunAsync(
            new ProgramStart { Path = "/usr/bin/env", Environment = ["A=1", "B=zwei und drei"] }, Token);

        Assert.Equal("A=1\nB=zwei und drei\n", Encoding.UTF8.GetString(result.Output));
    }

    [Fact]
    public async Task Run_SignalState_IsReset()
    {
        var result = await ProgramRunner.RunAsync(Shell("grep -E '^Sig(Blk|Ign)' /proc/self/status"), Token);

        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", Encoding.UTF8.GetString(result.Output));
    }

    [Fact]
    public async Task Run_Descriptors_AreOnlyTheStandardThree()
    {
        using var inheritable = File.OpenRead("/etc/hostname");

        var result = await ProgramRunner.RunAsync(new ProgramStart { Path = "/usr/bin/ls", Arguments = ["/proc/self/fd"] }, Token);

        Assert.Equal("0\n1\n2\n3\n", Encoding.UTF8.GetString(result.Output)); // 3 is the directory ls reads
    }

    [Fact]
    public async Task Run_Cancelled_KillsTheGroupAndReaps()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var pidFile = Path.GetTempFileName();
        var run = ProgramRunner.RunAsync(Shell($"sleep 1000 & echo $! $$ > {pidFile}; echo started; wait"), cancellation.Token);
        var pids = await PidsAsync(pidFile);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(Directory.Exists($"/proc/{pids[1]}"));
        await EndsAsync(pids[0]);
        File.Delete(pidFile);
    }

    [Fact]
    public async Task Run_GrandchildKeepsOutputOpen_ReturnsWithWhatTheProgramWrote()
    {
        var result = await ProgramRunner.RunAsync(Shell("sleep 1000 & echo $!"), Token);

        var pid = int.Parse(Encoding.UTF8.GetString(result.Output));
        Assert.True(Directory.Exists($"/proc/{pid}"));
        Process.GetProcessById(pid).Kill();
    }

    [Fact]
    public async Task Run_Often_LeavesNoDescriptorAndNoZombie()
    {
        await ProgramRunner.RunAsync(Shell("exit 0"), Token);
        var before = OpenPipesAndPidFds();

        await Parallel.ForAsync(0, 100, Token, async (i, token) =>
            Assert.Equal(i % 5, (await ProgramRunner.RunAsync(Shell($"exit {i % 5}") with { Input = "x"u8.ToArray() }, token)).ExitCode));

        Assert.True(OpenPipesAndPidFds() <= before);
        Assert.DoesNotContain(ChildStates(), state => state == 'Z');
    }

    private static ProgramStart Shell(string script) =>
        new() { Path = "/bin/sh", Arguments = ["-c", script], Environment = ["PATH=/usr/bin:/bin"] };

    private static async Task<int[]> PidsAsync(string file)
    {
        while (true)
        {
            var text = await File.ReadAllTextAsync(file, Token);
            if (text.EndsWith('\n'))
            {
                return [.. text.Split(' ').Select(int.Parse)];
            }

            await Task.Delay(5, Token);
        }
    }

    private static async Task EndsAsync(int pid)
    {
        while (File.Exists($"/proc/{pid}/stat") && !(await File.ReadAllTextAsync($"/proc/{pid}/stat", Token)).Contains(") Z", StringComparison.Ordinal))
        {
            await Task.Delay(5, Token);
        }
    }

    private static int OpenPipesAndPidFds() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(fd => fd.LinkTarget is { } target && (target.StartsWith("pipe:", StringComparison.Ordinal) || target.Contains("pidfd", StringComparison.Ordinal)));

    private static IEnumerable<char> ChildStates() =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), out _)
        let stat = ReadOrEmpty(Path.Combine(directory, "stat"))
        where stat.Length > 0
        let rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
        where rest[1] == $"{Environment.ProcessId}"
        select rest[0][0];

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
