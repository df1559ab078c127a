namespace CriSharp.Runtime.OciRuntimes;

/// <summary>The runtime handlers of this node.</summary>
public interface IOciRuntimes
{
    /// <summary>Every configured handler, the default one first, with what keeps it from working now.</summary>
    IReadOnlyList<OciRuntimeHandler> Handlers();

    /// <summary>The runtime of a handler; <c>""</c> is the default one.</summary>
    /// <exception cref="Failures.FailureException">
    /// InvalidArgument: no handler has this name. FailedPrecondition: its program is not installed.
    /// </exception>
    IOciRuntime Find(string handler);
}
