using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Cgroups;

namespace CriSharp.Runtime.Cgroups;

/// <summary>A control file as text.</summary>
internal static class CgroupFile
{
    /// <summary>The content without the last line end; null: there is no such file.</summary>
    public static string? Read(string file) =>
        ControlFile.TryRead(file) is { } content ? Encoding.UTF8.GetString(content).TrimEnd('\n') : null;

    /// <summary>Writes each line as one command; no text at all as an empty line, since the kernel does not see a write of nothing.</summary>
    public static void Write(string file, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (!ControlFile.TryWrite(file, line.Length == 0 ? "\n" : line))
            {
                throw new LinuxException("open", file, Errno.NoEntry);
            }
        }
    }
}
