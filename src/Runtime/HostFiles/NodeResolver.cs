using System.Net;

namespace CriSharp.Runtime.HostFiles;

/// <summary>
/// The node's own resolver settings, for pods without any. Where systemd-resolved serves the node at a loopback address, which is nobody
/// in a
/// pod's network, what it asks itself is taken instead (systemd-resolved.service(8), <c>/run/systemd/resolve/resolv.conf</c>).
/// </summary>
public static class NodeResolver
{
    private const int LimitBytes = 64 * 1024;

    /// <summary>The text for the pod's <c>/etc/resolv.conf</c>; empty if the node has none.</summary>
    /// <param name="root">Where the node's files are; <c>/</c> but in tests.</param>
    public static string Read(string root = "/")
    {
        var nodes = ReadFile(Path.Combine(root, "etc/resolv.conf"));
        return NamesOnlyLoopback(nodes) ? ReadFile(Path.Combine(root, "run/systemd/resolve/resolv.conf")) ?? nodes! : nodes ?? "";
    }

    private static bool NamesOnlyLoopback(string? text)
    {
        var servers = (text ?? "").Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => words[1]).ToList();
        return servers.Count > 0 && servers.All(server => IPAddress.TryParse(server, out var address) && IPAddress.IsLoopback(address));
    }

    private static string? ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = new StreamReader(path);
        var text = new char[LimitBytes];
        return new string(text, 0, reader.ReadBlock(text, 0, LimitBytes));
    }
}
