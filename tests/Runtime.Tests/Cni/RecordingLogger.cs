using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>Log messages as events to wait for.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Writer.TryWrite(formatter(state, exception));

    /// <summary>How many messages nobody has taken yet.</summary>
    public int Count => _messages.Reader.Count;

    /// <summary>The next message that contains the text; those before it are dropped.</summary>
    public async Task<string> NextAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await _messages.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            if (message.Contains(text, StringComparison.Ordinal))
            {
                return message;
            }
        }
    }
}
