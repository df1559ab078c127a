namespace CriSharp.Keeper.Exits;

/// <summary>
/// Names the running boot of the machine: process ids and start times mean something only within one.
/// </summary>
internal static class BootId
{
    internal static string Current { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
