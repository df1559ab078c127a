using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CriSharp.Cli.Running;

/// <summary>Names of pods: those that people give, and those made up for them.</summary>
internal static partial class PodName
{
    private static readonly string[] Adjectives =
    [
        "agile", "amber", "apt", "azure", "bold", "brave", "bright", "brisk", "calm", "candid", "clear", "clever", "cosy", "crisp", "deft",
        "eager", "early", "fair", "fast", "fine", "fleet", "fond", "fresh", "gentle", "glad", "golden", "grand", "green", "handy", "happy",
        "hardy", "honest", "jolly", "keen", "kind", "light", "lively", "loyal", "lucid", "lucky", "mellow", "merry", "mild", "neat", "nimble",
        "noble", "patient", "plucky", "proud", "quick", "quiet", "rapid", "ready", "sharp", "silver", "smart", "snug", "solid", "steady",
        "sunny", "swift", "tidy", "warm", "wise",
    ];

    private static readonly string[] Nouns =
    [
        "alder", "anchor", "badger", "beacon", "beaver", "birch", "bison", "brook", "cedar", "chart", "cliff", "comet", "compass", "coral",
        "crane", "delta", "dolphin", "falcon", "fern", "finch", "fjord", "forge", "fox", "garnet", "glacier", "harbour", "hare", "harp",
        "hawk", "heron", "island", "ivy", "kestrel", "lagoon", "lantern", "larch", "lark", "linden", "lynx", "maple", "marlin", "meadow",
        "mesa", "otter", "owl", "pebble", "pine", "plover", "puffin", "quartz", "raven", "reef", "robin", "rowan", "sail", "seal", "spruce",
        "swan", "tern", "tiger", "trout", "vale", "willow", "wren",
    ];

    /// <summary>A readable name such as <c>brave-otter</c>; with digits behind it when <paramref name="taken"/> has the plain one.</summary>
    public static string Generate(IReadOnlySet<string> taken)
    {
        var plain = $"{Pick(Adjectives)}-{Pick(Nouns)}";
        var name = plain;
        while (taken.Contains(name))
        {
            name = $"{plain}-{RandomNumberGenerator.GetInt32(10, 10_000)}";
        }

        return name;
    }

    /// <summary>Refuses a name that cannot be part of a path or be typed without quotes.</summary>
    public static string Check(string name) => Allowed().IsMatch(name)
        ? name
        : throw CommandException.Usage(
            $"--name {name}: letters, digits and _ . - are allowed, beginning with a letter or a digit, and at most 128 of them");

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Allowed();
}
