using CriSharp.Linux.Events;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// One running program with its three streams. Everything here ends with the program or with the caller's token.
/// </summary>
internal sealed class ProgramRun(ChildProcess child, SafeFileHandle outputReader, SafeFileHandle errorReader, int outputLimitBytes)
    : IDisposable
{
    private static readonly EventLoop Loop = EventLoop.Shared;

    private readonly OutputCollector _output = new(outputReader, outputLimitBytes, Loop);
    private readonly OutputCollector _error = new(errorReader, outputLimitBytes, Loop);

    internal async Task<ProgramResult> ToEndAsync(SafeFileHandle? stdin, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource();
        var streams = Task.WhenAll(
            FeedAsync(stdin, input, ended.Token),
            UntilEndedAsync(_output.ReadToEndAsync(ended.Token)),
            UntilEndedAsync(_error.ReadToEndAsync(ended.Token)));
        ProcessExit exit;
        try
        {
            exit = await child.EndOrKillAsync(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await streams;
        }

        _output.ReadRest();
        _error.ReadRest();
        return new ProgramResult(exit.Code, _output.Kept, _error.Kept);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static async Task FeedAsync(SafeFileHandle? stdin, ReadOnlyMemory<byte> input, CancellationToken ended)
    {
        if (stdin is null)
        {
            return;
        }

        using var writer = new AsyncDescriptor(stdin, Loop);
        try
        {
            await UntilEndedAsync(writer.WriteAllAsync(input, ended).AsTask());
        }
        catch (LinuxException e) when (e.Errno == Errno.BrokenPipe)
        {
            // The program did not want all of its input: its exit code tells whether that matters.
        }
    }

    private static async Task UntilEndedAsync(Task stream)
    {
        try
        {
            await stream;
        }
        catch (OperationCanceledException)
        {
            // The program has ended: what it left in the pipe is read afterwards.
        }
    }
}
