using System.Diagnostics;
using System.Globalization;

namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>The machine's processes as /proc shows them.</summary>
public static class ProcessTable
{
    public static IReadOnlyList<RunningProcess> All() =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(Read!).OfType<RunningProcess>()];

    /// <summary>Those whose command line names something in this directory; never this process itself.</summary>
    public static IReadOnlyList<RunningProcess> Mentioning(string directory) =>
        [.. All().Where(process => process.Id != Environment.ProcessId && process.CommandLine.Contains(directory + "/", StringComparison.Ordinal))];

    /// <summary>Kills these processes until a new look finds none.</summary>
    public static async Task KillAsync(Func<IReadOnlyList<int>> look) =>
        await Deadlines.UntilAsync(() => Task.FromResult(KillOnce(look())), left => left == 0, TimeSpan.FromSeconds(20));

    private static int KillOnce(IReadOnlyList<int> processes)
    {
        if (processes.Count > 0)
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", ["-9", .. processes.Select(id => id.ToString())]) { RedirectStandardError = true })!;
            kill.WaitForExit();
        }

        return processes.Count;
    }

    private static RunningProcess? Read(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var commandLine = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
            return new RunningProcess(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0], commandLine);
        }
        catch (IOException)
        {
            return null; // gone meanwhile (ENOENT, ESRCH)
        }
    }
}
