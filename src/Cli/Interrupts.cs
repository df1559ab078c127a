using System.Runtime.InteropServices;

namespace CriSharp.Cli;

/// <summary>
/// Ctrl-C and SIGTERM. Most verbs just stop: <see cref="Token"/> is cancelled. The verb that has a container to stop takes the signals over
/// with <see cref="Take"/>. A signal that nobody handles ends the process, so that a command can always be left.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile Func<bool>? _handler;

    /// <summary>Cancelled by the first signal that nobody has taken over.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Listens to the signals of this process.</summary>
    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            interrupts._registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = interrupts.Raise()));
        }

        return interrupts;
    }

    /// <summary>
    /// Gives every signal from now on to <paramref name="handler"/>, which answers whether it has dealt with it, until the result is disposed.
    /// </summary>
    public IDisposable Take(Func<bool> handler)
    {
        _handler = handler;
        return new Taken(this);
    }

    /// <summary>A signal came; false if nobody deals with it.</summary>
    public bool Raise()
    {
        if (_handler is { } handler)
        {
            return handler();
        }

        if (_source.IsCancellationRequested)
        {
            return false;
        }

        _source.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private sealed class Taken(Interrupts interrupts) : IDisposable
    {
        public void Dispose() => interrupts._handler = null;
    }
}
