using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Cni;

/// <summary>Runs plugins as processes of this node.</summary>
public sealed class CniPluginRunner : ICniPluginRunner
{
    /// <inheritdoc/>
    public Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken) =>
        ProgramRunner.RunAsync(start, cancellationToken);
}
