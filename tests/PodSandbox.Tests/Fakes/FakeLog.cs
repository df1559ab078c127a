using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>A log that remembers what was told, and can be waited on.</summary>
internal sealed class FakeLog<T> : ILogger<T>
{
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _all = new();

    public IReadOnlyCollection<(LogLevel Level, string Message)> All => _all;

    /// <summary>The next message, waited for.</summary>
    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        _all.Enqueue((logLevel, message));
        _messages.Writer.TryWrite(message);
    }
}
