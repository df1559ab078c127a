using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>
/// The limit of open files of a container: the same on every node whatever the daemon's own is, except where the daemon may not raise it.
/// An inherited limit of a million makes programs that close every descriptor slow; a low one breaks servers.
/// </summary>
public static class OpenFileLimit
{
    /// <summary>RLIMIT_NOFILE for a container on this node.</summary>
    public static PosixRlimit For(NodeFacts node)
    {
        var wanted = node.HardOpenFilesOfContainers;
        var hard = node.Description.MayRaiseLimits ? wanted : Math.Min(wanted, node.Description.OpenFilesLimit.Hard);
        return new PosixRlimit("RLIMIT_NOFILE", hard, Math.Min(node.SoftOpenFilesOfContainers, hard));
    }
}
