using System.Text.RegularExpressions;
using Xunit;

namespace CriSharp.Tests.Architecture;

/// <summary>The architecture, as a table: which room may use which.</summary>
public sealed partial class LayerTests
{
    // A room may use itself and the rooms in its row. Add rows for namespaces inside a room where an order matters there too.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Linux"] = [],
        ["Grpc"] = [],
        ["Failures"] = [],
        ["State"] = [],
        ["Images"] = ["Failures", "State", "Linux"],
        ["Runtime"] = ["Failures", "Linux"],
        ["PodSandbox"] = ["Failures", "State", "Runtime", "Images", "Linux"],
        ["CriServer"] = ["Failures", "State", "PodSandbox", "Runtime", "Images", "Linux", "Grpc"],
        ["Keeper"] = ["Linux"],
        ["Cli"] = ["Grpc"],
    };

    [Fact]
    public void EveryUsing_FollowsTheTable()
    {
        var violations =
            from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            let user = Namespace().Match(text).Groups[1].Value
            where user.Length > 0
            from used in Using().Matches(text).Select(m => m.Groups[1].Value)
            where used != user && !MayUse[user].Contains(used)
            select $"{user} -> {used} in {Path.GetFileName(file)}";

        Assert.Empty(violations);
    }

    [GeneratedRegex(@"^namespace CriSharp\.(\w+)[\w.]*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using CriSharp\.(\w+)[\w.]*;", RegexOptions.Multiline)]
    private static partial Regex Using();
}
