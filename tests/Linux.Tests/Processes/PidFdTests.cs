using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using Xunit;

namespace CriSharp.Tests.Linux.Processes;

public sealed class PidFdTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 0", 0, 0)]
    [InlineData("exit 9", 9, 0)]
    [InlineData("kill -TERM $$", 143, 15)]
    public async Task ExitOfStranger_ProcessOfAnother_IsToldWhereTheKernelCan(string script, int code, int signal)
    {
        // The shell in between is the parent, and reaps it with "wait". A background job's stdin is /dev/null, hence
        // the other descriptor.
        using var go = Pipe.Open();
        using var said = Pipe.Open();
        using var error = Descriptor.OpenNull();
        using var parent = ChildProcess.Spawn(new SpawnRequest
        {
            Path = "/bin/sh",
            Arguments = ["-c", $"exec 3<&0; (echo $(exec sh -c 'echo $PPID'); read go <&3; exec sh -c '{script}') & wait"],
            Environment = ["PATH=/usr/bin:/bin"],
            Stdin = go.Reader,
            Stdout = said.Writer,
            Stderr = error,
        });
        using var reader = new AsyncDescriptor(said.Reader, EventLoop.Shared);
        var buffer = new byte[32];
        var length = await reader.ReadAsync(buffer, Token);
        using var process = PidFd.Open(int.Parse(buffer.AsSpan(0, length).TrimEnd((byte)'\n')));

        var exit = process.ExitOfStrangerAsync(EventLoop.Shared, TimeSpan.FromSeconds(20), Token);
        Descriptor.TryWrite(go.Writer, "go\n"u8);

        Assert.Equal(KernelTellsExits ? new ProcessExit(code, signal) : null, await exit);
        await parent.EndOrKillAsync(Token);
    }

    [Fact]
    public void Open_NoSuchProcess_SaysSo() =>
        Assert.Equal(Errno.NoProcess, Assert.Throws<LinuxException>(() => PidFd.Open(int.MaxValue)).Errno);

    [Theory]
    [InlineData("1 (a b) c) S 7 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0", 'S', 7, false, 12345ul)]
    [InlineData("1 (x) Z 0 1 1 0 -1 4194368 0 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615 0 0", 'Z', 0, true, ulong.MaxValue)]
    public void Parse_Stat_ReadsFieldsAfterTheName(string text, char state, int parent, bool hasNotExecuted, ulong start)
    {
        var stat = ProcessStat.Parse(text);

        Assert.Equal((state, parent, hasNotExecuted, start), (stat.State, stat.ParentId, stat.HasNotExecuted, stat.StartTicks));
    }

    [Fact]
    public void TryRead_ThisProcess_HasExecutedAndStarted()
    {
        var stat = ProcessStat.TryRead(Environment.ProcessId)!;

        Assert.False(stat.HasNotExecuted);
        Assert.True(stat.StartTicks > 0);
        Assert.Null(ProcessStat.TryRead(int.MaxValue));
    }

    // PIDFD_INFO_EXIT came with 6.15.
    private static bool KernelTellsExits => Environment.OSVersion.Version >= new Version(6, 15);
}
