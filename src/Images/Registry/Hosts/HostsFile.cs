using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>
/// containerd's <c>hosts.toml</c> (its document docs/hosts.md): who serves a registry's images, in the order to be asked. The file describes
/// the mirrors in tables <c>[host."https://…"]</c> and, at its top, the registry itself, which comes last.
/// </summary>
internal static class HostsFile
{
    private const string Server = "server";
    private const string Host = "host";

    /// <param name="registry">The registry's own name, <c>host[:port]</c>, used where the file names no server.</param>
    /// <param name="utf8">The file.</param>
    /// <param name="directory">Its directory: other files are named relative to it.</param>
    /// <exception cref="TomlException">It cannot be used: the message names line and key.</exception>
    internal static IReadOnlyList<HostSettings> Read(string registry, ReadOnlySpan<byte> utf8, string directory)
    {
        var root = TomlDocument.Read(utf8);
        HostKeys.RequireKnown(root, [.. HostKeys.Names, Server, Host]);
        var mirrors = Mirrors(root).Select(mirror => Mirror(mirror.Name, mirror.Table, directory)).ToList();
        var server = root.Entries.TryGetValue(Server, out var named)
            ? HostAddress.Parse(HostKeys.Text(Server, named), named.Line)
            : HostAddress.Parse(RegistryHost.Serving(registry), root.Line);
        return [.. mirrors, HostKeys.Read(root, server, directory) with { IsServer = true }];
    }

    private static HostSettings Mirror(string name, TomlTable table, string directory)
    {
        HostKeys.RequireKnown(table, HostKeys.Names);
        return HostKeys.Read(table, HostAddress.Parse(name, table.Line), directory);
    }

    private static IEnumerable<(string Name, TomlTable Table)> Mirrors(TomlTable root) => root.Entries.GetValueOrDefault(Host) switch
    {
        null => [],
        TomlTable hosts => hosts.Entries.Select(host => host.Value is TomlTable table
            ? (host.Key, table)
            : throw new TomlException(host.Value.Line, $"host.\"{host.Key}\" is {host.Value.Kind}, not a table")),
        var other => throw new TomlException(other.Line, $"host is {other.Kind}, not a table of hosts"),
    };
}
