namespace CriSharp.Linux.Processes;

/// <summary>
/// How a process ended: <paramref name="Code"/> is its exit code, or 128 + <paramref name="Signal"/> if a signal (not
/// 0) ended it.
/// </summary>
public readonly record struct ProcessExit(int Code, int Signal)
{
    private const int SignalBase = 128;
    private const int CodeExited = 1; // CLD_EXITED; CLD_KILLED and CLD_DUMPED are the others

    internal static ProcessExit Of(WaitInfo info) => info.Code == CodeExited ? new(info.Status, 0) : BySignal(info.Status);

    /// <summary>
    /// From a wait status as wait(2) has it: the signal in the low seven bits, the exit code in the next byte.
    /// </summary>
    internal static ProcessExit OfWaitStatus(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? new((status >> 8) & 0xff, 0) : BySignal(signal);
    }

    private static ProcessExit BySignal(int signal) => new(SignalBase + signal, signal);
}
