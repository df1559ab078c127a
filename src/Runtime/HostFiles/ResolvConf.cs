using System.Text;
using CriSharp.Failures;

namespace CriSharp.Runtime.HostFiles;

/// <summary>The text of a pod's <c>/etc/resolv.conf</c>.</summary>
public static class ResolvConf
{
    /// <summary>
    /// From the pod's settings; empty settings make an empty file. A value that is not one word is <c>FailureKind.InvalidArgument</c>.
    /// </summary>
    public static string Text(PodDns dns)
    {
        var text = new StringBuilder();
        Write(text, "search", dns.Searches);
        foreach (var server in dns.Servers)
        {
            Write(text, "nameserver", [server]);
        }

        Write(text, "options", dns.Options);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string keyword, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            text.Append(keyword).Append(' ').AppendJoin(' ', values.Select(value => Word(keyword, value))).Append('\n');
        }
    }

    // A line break would let a pod's settings write further lines.
    private static string Word(string keyword, string value) =>
        value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? value
            : throw new FailureException(FailureKind.InvalidArgument, $"dns {keyword} \"{value}\": not one word");
}
