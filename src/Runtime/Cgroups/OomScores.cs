using System.Globalization;
using System.Text;
using CriSharp.Linux;

namespace CriSharp.Runtime.Cgroups;

/// <summary>The OOM killer's adjustment of running processes (proc(5), oom_score_adj).</summary>
public static class OomScores
{
    // A child inherits its parent's: each round leaves only what was forked by a process before its own turn.
    private const int MostRounds = 16;

    /// <summary>
    /// Gives <paramref name="to"/> to every process in and below the cgroup that has <paramref name="from"/>. One with another adjustment has
    /// chosen it for itself, and keeps it.
    /// </summary>
    /// <exception cref="LinuxException"><see cref="Errno.AccessDenied"/>: lower than this program may give.</exception>
    public static void Change(this ICgroups cgroups, string path, int from, int to)
    {
        var changed = from == to ? 0 : 1;
        for (var round = 0; changed > 0 && round < MostRounds; round++)
        {
            changed = cgroups.Processes(path).Count(process => TryChange(cgroups, path, process, from, to));
        }
    }

    private static bool TryChange(ICgroups cgroups, string path, int process, int from, int to)
    {
        var file = $"/proc/{process}/oom_score_adj";
        try
        {
            // The open file belongs to the process that had the number then; if that is still listed here, it was the container's.
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            Span<byte> text = stackalloc byte[16];
            var length = RandomAccess.Read(handle, text, 0);
            if (!int.TryParse(text[..length].TrimEnd((byte)'\n'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var now)
                || now != from || !cgroups.Processes(path).Contains(process))
            {
                return false;
            }

            RandomAccess.Write(handle, Encoding.ASCII.GetBytes(to.ToString(CultureInfo.InvariantCulture)), 0);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            throw new LinuxException("write", $"{to} to {file}", Errno.AccessDenied);
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }
}
