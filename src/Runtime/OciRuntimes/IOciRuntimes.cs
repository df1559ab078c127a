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
    /// <param name="handler">The name.</param>
    /// <param name="root">Where its program keeps the state of the containers that are meant, if not where the configuration of now has it.</param>
    IOciRuntime Find(string handler, string? root = null);
}
