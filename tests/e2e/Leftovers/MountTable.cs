using System.Diagnostics;

namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>The mounts below one directory.</summary>
public static class MountTable
{
    /// <summary>Mount points in the order of mounting.</summary>
    public static IReadOnlyList<string> Below(string directory) =>
        [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(point => point.StartsWith(directory + "/", StringComparison.Ordinal))];

    public static async Task UnmountAsync(string directory)
    {
        foreach (var point in Below(directory).Reverse())
        {
            using var umount = Process.Start("umount", ["-l", point]);
            await umount.WaitForExitAsync();
        }
    }
}
