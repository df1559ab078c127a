namespace CriSharp.Bench;

/// <summary>What to measure, and how much of it.</summary>
/// <param name="Directory">Everything of a peer is in the directory of its name in here; its processes are known by that.</param>
/// <param name="Image">Reference of an image with a shell that every peer has already.</param>
/// <param name="Rounds">Pods for each of the timings one at a time.</param>
/// <param name="Pods">Pods for memory and for throughput.</param>
/// <param name="LogMebibytes">How much one container logs.</param>
/// <param name="Peers">Names and CRI sockets; the first is what the others are compared with.</param>
internal sealed record Plan(
    string Directory, string Image, int Rounds, int Pods, int LogMebibytes, IReadOnlyList<(string Name, string Socket)> Peers)
{
    public const string Usage = "usage: Bench DIRECTORY IMAGE ROUNDS PODS LOG_MEBIBYTES NAME=SOCKET …";

    private const int Fixed = 5;

    /// <summary>Reads the command line; null if it is not as in <see cref="Usage"/>.</summary>
    public static Plan? Parse(string[] arguments)
    {
        var peers = arguments.Skip(Fixed).Select(argument => argument.Split('=', 2)).ToList();
        return peers.Count > 0 && peers.All(peer => peer.Length == 2)
            && int.TryParse(arguments[2], out var rounds) && int.TryParse(arguments[3], out var pods)
            && int.TryParse(arguments[4], out var mebibytes) && rounds > 0 && pods > 0 && mebibytes > 0
            ? new Plan(arguments[0], arguments[1], rounds, pods, mebibytes, [.. peers.Select(peer => (peer[0], peer[1]))])
            : null;
    }
}
