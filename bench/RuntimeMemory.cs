using System.Globalization;

namespace CriSharp.Bench;

/// <summary>
/// Memory of everything a runtime runs: processes that name its directory on their command line (daemon, keeper, shims) and all below
/// them but the workload. Proportional set size, so that shared pages are counted once.
/// </summary>
internal static class RuntimeMemory
{
    private const string WorkloadMark = "86397";

    /// <summary>Kibibytes now.</summary>
    public static long Kibibytes(string directory)
    {
        var processes = Processes();
        var own = processes.Where(process => process.Command.Contains(directory + "/", StringComparison.Ordinal)).Select(process => process.Id).ToHashSet();
        for (var before = 0; before != own.Count;)
        {
            before = own.Count;
            own.UnionWith(processes.Where(process => own.Contains(process.Parent)).Select(process => process.Id));
        }

        own.Remove(Environment.ProcessId);
        return processes.Where(process => own.Contains(process.Id) && !process.Command.Contains(WorkloadMark, StringComparison.Ordinal))
            .Sum(process => ProportionalKibibytes(process.Id));
    }

    private static List<(int Id, int Parent, string Command)> Processes()
    {
        var processes = new List<(int, int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var id) && TryRead($"{directory}/stat") is { } stat)
            {
                // The name in parentheses may have anything in it; the parent is the second field after it.
                var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
                processes.Add((id, parent, TryRead($"{directory}/cmdline")?.Replace('\0', ' ') ?? ""));
            }
        }

        return processes;
    }

    private static long ProportionalKibibytes(int process)
    {
        var line = TryRead($"/proc/{process}/smaps_rollup")?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null; // The process has ended.
        }
    }
}
