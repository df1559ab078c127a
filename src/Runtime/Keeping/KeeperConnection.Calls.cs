using System.Collections.Concurrent;
using CriSharp.Failures;
using Google.Protobuf;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Keeping;

/// <summary>Requests and their replies, which come in any order.</summary>
internal sealed partial class KeeperConnection
{
    // After a cancel: the keeper's own patience with the OCI runtime's delete, and a little.
    private static readonly TimeSpan UndoDeadline = TimeSpan.FromSeconds(35);

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Reply>> _calls = new();
    private ulong _lastId;

    /// <summary>Sends a request and awaits its reply; if cancelled, only the wait ends.</summary>
    /// <exception cref="FailureException">
    /// What the keeper answered, or <see cref="FailureKind.Unavailable"/>, or
    /// <see cref="FailureKind.DeadlineExceeded"/>.
    /// </exception>
    internal async Task<Reply> CallAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(request, descriptors, cancellationToken);
        try
        {
            return Checked(await reply.WaitAsync(deadline, _time, cancellationToken));
        }
        catch (TimeoutException e)
        {
            throw new FailureException(FailureKind.DeadlineExceeded, $"keeper {_socketPath}: no answer in {deadline.TotalSeconds} s", e);
        }
        finally
        {
            _calls.TryRemove(request.Id, out _);
        }
    }

    /// <summary>
    /// As <see cref="CallAsync"/>, but if cancelled or late the keeper undoes it, and that is awaited. If it was too
    /// late to undo, the reply is returned after all; if the keeper does not even answer that,
    /// <see cref="FailureKind.Unavailable"/>.
    /// </summary>
    internal async Task<Reply> CallUndoablyAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(request, descriptors, cancellationToken);
        Reply answer;
        try
        {
            answer = await reply.WaitAsync(deadline, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            answer = await CancelAsync(request, reply);
        }

        if (answer.Failure?.Kind == Failure.Types.Kind.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new FailureException(FailureKind.DeadlineExceeded, $"keeper {_socketPath}: not done in {deadline.TotalSeconds} s");
        }

        return Checked(answer);
    }

    /// <summary>Has a request undone; returns its reply.</summary>
    private async Task<Reply> CancelAsync(Request request, Task<Reply> reply)
    {
        await PostAsync(new Request { Id = NextId(), Cancel = new Cancel { RequestId = request.Id } }, []);
        try
        {
            return await reply.WaitAsync(UndoDeadline, _time);
        }
        catch (TimeoutException e)
        {
            _calls.TryRemove(request.Id, out _);
            throw Unavailable($"no answer {UndoDeadline.TotalSeconds} s after the request was cancelled", e);
        }
    }

    private static Reply Checked(Reply reply) => reply.Failure is { } failure ? throw KeeperMessages.Failure(failure) : reply;

    private ulong NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Sends a request; the result is its reply, or fails when the connection breaks.</summary>
    private async Task<Task<Reply>> SendAsync(
        Request request, IReadOnlyList<SafeFileHandle> descriptors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        request.Id = NextId();
        _calls[request.Id] = reply;
        await PostAsync(request, descriptors);
        if (_broken is { } broken)
        {
            reply.TrySetException(broken); // it may have broken before the call was in the table
        }

        return reply.Task;
    }

    /// <summary>Not to be cancelled: half a message would break the connection for all.</summary>
    private async Task PostAsync(Request request, IReadOnlyList<SafeFileHandle> descriptors)
    {
        try
        {
            await _channel.SendAsync(request.ToByteArray(), descriptors, _closed.Token);
        }
        catch (ArgumentException e)
        {
            _calls.TryRemove(request.Id, out _);
            throw new FailureException(FailureKind.InvalidArgument, $"keeper {_socketPath}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _calls.TryRemove(request.Id, out _);
            throw Unavailable(e.Message, e);
        }
    }

    private void EndCall(Reply reply)
    {
        if (_calls.TryRemove(reply.Id, out var call))
        {
            call.TrySetResult(reply);
        }
    }

    private void BreakCalls(FailureException cause)
    {
        foreach (var call in _calls.Values)
        {
            call.TrySetException(cause);
        }
    }
}
