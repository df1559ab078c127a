using CriSharp.Runtime.Node;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>The resource limits of a container's process: the same on every node, except where the daemon may not raise its own.</summary>
public static class ProcessLimits
{
    private const string Prefix = "RLIMIT_";

    /// <summary>The limits there are, by their names in limits.conf(5) and ulimit of shells.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime",
        "sigpending", "stack",
    ];

    /// <summary>The OCI specification's name, <c>RLIMIT_…</c>; null if there is none.</summary>
    public static string? TypeOf(string name) => Names.Contains(name) ? Prefix + name.ToUpperInvariant() : null;

    /// <summary>All limits of a container on this node.</summary>
    public static IReadOnlyList<PosixRlimit> For(NodeFacts node) =>
        [OpenFileLimit.For(node), .. node.Defaults.Limits.Select(limit => Clamped(limit, node.Description))];

    private static PosixRlimit Clamped(PosixRlimit wanted, NodeDescription node)
    {
        if (node.MayRaiseLimits || !node.HardLimits.TryGetValue(wanted.Type, out var own))
        {
            return wanted;
        }

        var hard = Math.Min(wanted.Hard, own);
        return wanted with { Hard = hard, Soft = Math.Min(wanted.Soft, hard) };
    }
}
