using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>
/// One call on the client, as a stream of responses. It ends once: with the server's status, a failure of the connection, its deadline,
/// or by being cancelled, and then has a status, trailers and no open stream.
/// </summary>
internal sealed class ClientCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly CallSender _sender;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly CallClock _clock;
    private readonly Task<CallResponse> _response;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResponse? _current;
    private CallOutcome? _outcome;

    public ClientCall(CallSender sender, Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        _sender = sender;
        _method = method;
        _options = options;
        _clock = new CallClock(sender.Time, options);
        _response = GuardAsync(OpenAsync(request));
    }

    public Task<Metadata> Headers => _headers.Task;

    public TResponse Current => _current ?? throw new InvalidOperationException("there is no current message");

    /// <summary>Reads the one message of a unary call.</summary>
    public Task<TResponse> ReadSingleAsync() => GuardAsync(ReadSingleOrThrowAsync());

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static call => ((IDisposable)call!).Dispose(), this);
        _current = await GuardAsync(ReadAsync());
        return _current is not null;
    }

    public Status GetStatus() => Ended().Status;

    public Metadata GetTrailers() => Ended().Trailers;

    public void Dispose() => _clock.Cancel();

    private async Task<CallResponse> OpenAsync(TRequest request)
    {
        _clock.Token.ThrowIfCancellationRequested();
        var message = await _sender.SendAsync(_method, _options, request, _clock.Token);
        var response = await CallResponse.OpenAsync(message, _sender.MaxMessageBytes, _clock.Token);
        _headers.TrySetResult(response.Headers);
        return response;
    }

    private async Task<TResponse> ReadSingleOrThrowAsync()
    {
        var message = await ReadAsync()
            ?? throw new RpcException(new Status(StatusCode.Internal, $"call {_method.FullName}: OK without a message"));
        var response = await _response;
        await response.Reader.ReadEndAsync(_clock.Token);
        Complete(response.ReadOutcome());
        return message;
    }

    /// <summary>The next message; null when the stream ended and the status is OK.</summary>
    private async Task<TResponse?> ReadAsync()
    {
        var response = await _response;
        if (_outcome is { } ended)
        {
            return ended.Status.StatusCode == StatusCode.OK ? null : throw ended.ToException();
        }

        var message = await response.Reader.ReadAsync(_method.ResponseMarshaller.ContextualDeserializer, _clock.Token);
        if (message is null)
        {
            Complete(response.ReadOutcome());
        }

        return message;
    }

    private async Task<T> GuardAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (Exception e)
        {
            throw Fail(e);
        }
    }

    private void Complete(CallOutcome outcome)
    {
        if (outcome.Status.StatusCode != StatusCode.OK)
        {
            throw outcome.ToException();
        }

        _outcome = outcome;
        _clock.Stop();
    }

    private RpcException Fail(Exception cause)
    {
        var outcome = _outcome is { Status.StatusCode: not StatusCode.OK } ended
            ? ended
            : CallFailure.OutcomeOf(cause, _clock, _sender.SocketPath);
        _outcome = outcome;
        _clock.Cancel();
        var exception = outcome.ToException();
        if (_headers.TrySetException(exception))
        {
            // Few ask for the headers, and the failure reaches everyone through the response: count it as seen.
            _ = _headers.Task.Exception;
        }

        return exception;
    }

    private CallOutcome Ended() => _outcome ?? throw new InvalidOperationException($"the call {_method.FullName} has not ended");
}
