using CriSharp.Linux.Processes;

namespace CriSharp.Keeper.Launch;

/// <summary>
/// Tells whether the container's program was executed. <c>start</c> succeeds as soon as the first process may go on;
/// if its program is of another architecture, only that process notices, and ends with code 1 as any program might.
/// But the kernel remembers that it never executed one.
/// </summary>
internal static class ProgramStarted
{
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// False if the process has ended without executing a program. It usually has executed it when <c>start</c>
    /// returns; no event tells.
    /// </summary>
    internal static async Task<bool> WaitAsync(int processId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            switch (ProcessStat.TryRead(processId))
            {
                case { HasNotExecuted: true, State: 'Z' }:
                    return false;
                case not { HasNotExecuted: true }:
                    return true;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return true; // it takes its time: no reason to doubt it
    }
}
