using System.Text;

namespace CriSharp.Runtime.HostFiles;

/// <summary>The text of a pod's <c>/etc/hosts</c>, for containers to which the kubelet mounts none of its own.</summary>
public static class HostsFile
{
    private const string Usual = """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters

        """;

    /// <summary>
    /// The usual lines, and the pod's host name (and its first part, if it is a full name) at each of the pod's addresses.
    /// </summary>
    public static string Text(string hostname, IReadOnlyList<string> addresses)
    {
        var names = hostname.IndexOf('.') is > 0 and var dot ? $"{hostname}\t{hostname[..dot]}" : hostname;
        var text = new StringBuilder(Usual);
        foreach (var address in addresses)
        {
            text.Append(address).Append('\t').Append(names).Append('\n');
        }

        return text.ToString();
    }
}
