using System.Globalization;
using CriSharp.Linux.Limits;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.CriServer.Configuration;

/// <summary>The section <c>containers</c>, checked, as the builder of specifications takes it.</summary>
internal static class ContainerSettings
{
    private const string Unlimited = "unlimited";

    /// <exception cref="FormatException">A value that cannot be; the message begins with the key.</exception>
    public static ContainerDefaults Read(ContainersSection section)
    {
        Require(section.OpenFiles.Soft <= section.OpenFiles.Hard, "openFiles", "soft is above hard");
        Require(section.OpenFiles.Soft > 0, "openFiles.soft", "no program starts without open files");
        Require(section.PidsLimit >= 0, "pidsLimit", "is below 0");
        return new ContainerDefaults
        {
            Environment = [.. section.Environment.Select(Variable)],
            TimeZoneFile = TimeZoneFiles.Find(section.TimeZone),
            Limits = [.. section.Ulimits.Select(Limit).OrderBy(limit => limit.Type, StringComparer.Ordinal)],
        };
    }

    private static KeyValuePair<string, string> Variable(string entry)
    {
        var equals = entry.IndexOf('=', StringComparison.Ordinal);
        Require(equals > 0 && !entry.Contains('\0'), "environment", $"\"{entry}\" is not NAME=value");
        return new KeyValuePair<string, string>(entry[..equals], entry[(equals + 1)..]);
    }

    private static PosixRlimit Limit(KeyValuePair<string, string> entry)
    {
        var key = $"ulimits.{entry.Key}";
        Require(entry.Key != "nofile", key, "is said by openFiles");
        var type = ProcessLimits.TypeOf(entry.Key);
        Require(type is not null, key, $"there is no such limit, known are {string.Join(", ", ProcessLimits.Names)}");
        var parts = (entry.Value ?? "").Split(':');
        Require(parts.Length <= 2, key, $"\"{entry.Value}\" is not soft:hard");
        var (soft, hard) = (Number(key, parts[0]), Number(key, parts[^1]));
        Require(soft <= hard, key, "soft is above hard");
        return new PosixRlimit(type!, hard, soft);
    }

    private static ulong Number(string key, string text)
    {
        if (text is Unlimited or "-1")
        {
            return ResourceLimit.Unlimited;
        }

        Require(ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number), key, $"\"{text}\" is no number and not {Unlimited}");
        return number;
    }

    private static void Require(bool holds, string key, string problem)
    {
        if (!holds)
        {
            throw new FormatException($"containers.{key}: {problem}");
        }
    }
}
