using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Cni;

/// <summary>Runs a plugin's program: the edge to the outside, so that tests can answer for plugins.</summary>
public interface ICniPluginRunner
{
    /// <summary>Runs it to its end. Cancelled, it is killed and <see cref="OperationCanceledException"/> thrown.</summary>
    Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken);
}
