using System.Globalization;
using System.Text.RegularExpressions;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>
/// What SELinux options must be like, in a sandbox's or a container's security context. Without SELinux they mean nothing, and Kubernetes has
/// them ignored there.
/// </summary>
internal static partial class SeLinuxRules
{
    private const string Field = "linux.security_context.selinux_options";

    public static void Validate(ConfigCheck check, Cri.SELinuxOption? options, NodeFacts node)
    {
        if (options is null || !node.Description.SeLinux)
        {
            return;
        }

        Name(check, "user", options.User);
        Name(check, "role", options.Role);
        Name(check, "type", options.Type);
        check.Require(options.Level.Length == 0 || IsLevel(options.Level), $"{Field}.level", $"\"{options.Level}\" is not like s0 or s0:c1,c2");
    }

    /// <summary>Files of the node's own keep their labels, whoever asks.</summary>
    public static void Relabel(ConfigCheck check, string field, string path, NodeFacts node) =>
        check.Require(!node.Description.SeLinux || !FileLabels.IsNodes(path), field, $"{path} is the node's own and keeps its labels");

    private static void Name(ConfigCheck check, string part, string name) =>
        check.Require(name.Length == 0 || PartName().IsMatch(name), $"{Field}.{part}", $"\"{name}\" is not a name of SELinux");

    private static bool IsLevel(string level) => Level().Match(level) is { Success: true } match
        && match.Groups["category"].Captures.All(category => int.Parse(category.ValueSpan, CultureInfo.InvariantCulture) < CategoryPairs.Categories);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,255}\z")]
    private static partial Regex PartName();

    // A sensitivity, or a range of two, each with categories: single ones and ranges.
    [GeneratedRegex(@"^s[0-9]{1,2}(:c(?<category>[0-9]{1,4})([.,]c(?<category>[0-9]{1,4}))*)?(-s[0-9]{1,2}(:c(?<category>[0-9]{1,4})([.,]c(?<category>[0-9]{1,4}))*)?)?\z")]
    private static partial Regex Level();
}
