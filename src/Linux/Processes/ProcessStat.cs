using System.Globalization;

namespace CriSharp.Linux.Processes;

/// <summary>
/// What /proc/[pid]/stat tells of a process (proc_pid_stat(5)). <paramref name="StartTicks"/>, its start in clock
/// ticks since boot, makes the number unique: no two processes with the same number have the same start.
/// </summary>
/// <param name="State">R, S, D, Z, …</param>
/// <param name="ParentId">The parent's process id.</param>
/// <param name="Flags">The kernel's PF_ flags.</param>
/// <param name="StartTicks">Field 22.</param>
public sealed record ProcessStat(char State, int ParentId, uint Flags, ulong StartTicks)
{
    private const uint Exiting = 0x4; // PF_EXITING
    private const uint NotExecuted = 0x40; // PF_FORKNOEXEC

    /// <summary>
    /// Forked, but it has not executed a program yet. It keeps saying so as a zombie, if it ended before it could.
    /// </summary>
    public bool HasNotExecuted => (Flags & NotExecuted) != 0;

    /// <summary>It runs no program any more: a zombie, or about to become one.</summary>
    public bool HasEnded => State is 'Z' or 'X' || (Flags & Exiting) != 0;

    /// <summary>Null if there is no such process.</summary>
    public static ProcessStat? TryRead(int processId)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{processId}/stat"));
        }
        catch (IOException)
        {
            return null; // no such file, or ESRCH while it was read
        }
    }

    /// <summary>The fields after the name, which may itself contain spaces and parentheses.</summary>
    internal static ProcessStat Parse(string text)
    {
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            fields[0][0],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            uint.Parse(fields[6], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}
