using System.Buffers.Text;

namespace CriSharp.Linux.Cgroups;

/// <summary><c>cgroup.procs</c>: a process id a line.</summary>
public static class ProcessListFile
{
    /// <summary>
    /// The ids, in the file's order. The kernel writes 0 for a process of another PID namespace, which cannot be named from here: left out.
    /// </summary>
    public static IReadOnlyList<int> Parse(ReadOnlySpan<byte> content)
    {
        var processes = new List<int>();
        foreach (var range in content.Split((byte)'\n'))
        {
            if (Utf8Parser.TryParse(content[range], out int process, out _) && process > 0)
            {
                processes.Add(process);
            }
        }

        return processes;
    }
}
