using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.Grpc;

/// <summary>Keeps what the server logs.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _entries = new();

    public IEnumerable<(LogLevel Level, string Text, Exception? Exception)> Entries => _entries;

    /// <summary>What an administrator would have to look at.</summary>
    public IEnumerable<string> Errors => from entry in _entries where entry.Level >= LogLevel.Warning select $"{entry.Text} {entry.Exception}";

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
