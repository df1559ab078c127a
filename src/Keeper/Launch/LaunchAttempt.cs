using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Memory;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Processes;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>
/// One start of a container: log, stdio, <c>create</c>, <c>start</c>, record. The container's output is read only
/// once its program runs; until then what is in the pipes are the runtime's own words.
/// </summary>
internal sealed class LaunchAttempt(
    LaunchContainer request, RecordStore records, OomCounters oomCounters, LogThread logs, KeeperJournal journal) : IAsyncDisposable
{
    private static readonly TimeSpan UndoPatience = TimeSpan.FromSeconds(30);

    private ContainerLog? _log;
    private ConsoleListener? _console;
    private ContainerStdio? _stdio;
    private SafeFileHandle? _terminal;
    private PidFd? _process;
    private OomCounter? _oomCounter;
    private bool _isBegun;
    private bool _isKept;

    private string Id => request.ContainerId;

    internal async Task<KeptContainer> RunAsync(CancellationToken cancellationToken)
    {
        await OpenStdioAsync(cancellationToken);
        await CreateAsync(cancellationToken);
        _oomCounter = oomCounters.Open(Id, request.Oom); // before anything can be killed
        await StartAsync(cancellationToken);
        var container = await KeepAsync();
        _isKept = true;
        return container;
    }

    /// <summary>Undoes everything if the container does not run.</summary>
    public async ValueTask DisposeAsync()
    {
        _console?.Dispose();
        if (!_isKept)
        {
            await UndoAsync();
        }
    }

    private async Task OpenStdioAsync(CancellationToken cancellationToken)
    {
        _log = await ContainerLog.OpenAsync(Id, request.LogPath, logs, journal, cancellationToken);
        _console = request.ConsoleSocket.Length == 0 ? null : new ConsoleListener(request.ConsoleSocket);
        _stdio = new ContainerStdio(request.Stdin && _console is null);
        _stdio.GiveTo(request.Uid, request.Gid);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        _isBegun = true;
        using var held = Children.Hold();
        var exit = await RuntimeProgram.RunAsync(
            request.CreateCommand, _stdio!.ChildStdin, _stdio.ChildStdout, _stdio.ChildStderr, _stdio.CloseChildEnds, cancellationToken);
        var words = RuntimeMessage.Read(_stdio.Stderr);
        if (exit.Code != 0)
        {
            throw Failed("create", exit.Code, words);
        }

        _process = PidFd.OpenChild(await PidFile.ReadAsync(request.PidFile, cancellationToken));
        _terminal = _console is null ? null : await _console.ReceiveAsync(cancellationToken);
        if (words.Length > 0)
        {
            journal.Tell($"container {Id}: {request.CreateCommand[0]} says: {words}");
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var result = await RuntimeProgram.RunAsync(request.StartCommand, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Failed("start", result.ExitCode, RuntimeMessage.Of(result.Error));
        }

        if (!await ProgramStarted.WaitAsync(_process!.ProcessId, cancellationToken))
        {
            throw Failed("start", 1, RuntimeMessage.Read(_terminal ?? _stdio!.Stderr));
        }
    }

    private async Task<KeptContainer> KeepAsync()
    {
        var record = new ContainerRecord
        {
            ContainerId = Id,
            Process = new() { Pid = _process!.ProcessId, StartedAt = UnixTime.Nanoseconds(logs.Time.GetUtcNow()) },
            StartTicks = ProcessStat.TryRead(_process.ProcessId)?.StartTicks ?? 0,
            BootId = BootId.Current,
            LogPath = request.LogPath,
            Oom = request.Oom,
        };
        records.Save(record);
        if (_terminal is null)
        {
            await _log!.StartAsync(_stdio!.Stdout, _stdio.Stderr);
            return new KeptContainer(record, _log, _process, _stdio.Stdin, _oomCounter);
        }

        _stdio!.Dispose();
        await _log!.StartAsync(_terminal, null);
        return new KeptContainer(record, _log, _process, request.Stdin ? Descriptor.Duplicate(_terminal) : null, _oomCounter);
    }

    private async Task UndoAsync()
    {
        if (_isBegun)
        {
            await DeleteAsync();
        }

        records.Delete(Id);
        _oomCounter?.Dispose();
        _process?.Dispose();
        _terminal?.Dispose();
        _stdio?.Dispose();
        if (_log is not null)
        {
            await _log.CloseAsync();
        }
    }

    private async Task DeleteAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(UndoPatience);
            await RuntimeProgram.RunAsync(request.DeleteCommand, patience.Token); // it fails if create had not got far: then all is well
        }
        catch (Exception e) when (e is LinuxException or OperationCanceledException)
        {
            journal.Tell($"container {Id}: delete after its start failed: {e.Message}");
        }
    }

    private RefusedException Failed(string verb, int exitCode, string words) => new(
        Failure.Types.Kind.Internal,
        $"{verb}: {(words.Length > 0 ? words : $"{request.CreateCommand[0]} exited with {exitCode}")}");
}
