using System.Globalization;
using System.Text.RegularExpressions;
using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>Durations as Go's <c>time.ParseDuration</c> reads them: <c>300ms</c>, <c>1.5s</c>, <c>1m30s</c>.</summary>
internal static partial class GoDuration
{
    internal static TimeSpan Parse(string text, int line)
    {
        var match = Duration().Match(text);
        var duration = match.Success ? match.Groups["part"].Captures.Sum(part => Seconds(part.Value)) : double.NaN;
        return duration > 0 && duration < TimeSpan.FromDays(1).TotalSeconds
            ? TimeSpan.FromSeconds(duration)
            : throw new TomlException(line, $"\"{text}\" is not a duration like 5s, up to a day");
    }

    private static double Seconds(string part)
    {
        var unit = part.TrimStart([.. "0123456789."]);
        return double.Parse(part[..^unit.Length], CultureInfo.InvariantCulture) * unit switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "us" or "µs" or "μs" => 1e-6,
            _ => 1e-9,
        };
    }

    [GeneratedRegex(@"^(?<part>[0-9]+(\.[0-9]+)?(ns|us|µs|μs|ms|s|m|h))+\z")]
    private static partial Regex Duration();
}
