using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>The keys that describe a host.</summary>
internal static class HostKeys
{
    internal static readonly string[] Names = ["capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout"];

    /// <summary>The settings in a table.</summary>
    internal static HostSettings Read(TomlTable table, Uri address, string directory)
    {
        return new HostSettings
        {
            Address = HostAddress.Base(address, Flag(table, "override_path")),
            Capabilities = Capabilities(table),
            CertificateAuthorities = [.. Texts(table, "ca").Select(file => Path.Combine(directory, file))],
            ClientCertificates = [.. Clients(table, directory)],
            SkipVerify = Flag(table, "skip_verify"),
            Headers = [.. HostHeaders.Read(table.Entries.GetValueOrDefault("header"))],
            DialTimeout = table.Entries.TryGetValue("dial_timeout", out var timeout) ? GoDuration.Parse(Text("dial_timeout", timeout), timeout.Line) : null,
        };
    }

    /// <summary>Refuses a key that means nothing: a setting with a typing error must not be silently without effect.</summary>
    internal static void RequireKnown(TomlTable table, IReadOnlyCollection<string> known)
    {
        if (table.Entries.FirstOrDefault(entry => !known.Contains(entry.Key)) is { Key: { } key, Value: { } value })
        {
            throw new TomlException(value.Line, $"there is no key \"{key}\", the keys are {string.Join(", ", known)}");
        }
    }

    internal static string Text(string key, TomlValue value) =>
        value is TomlString text ? text.Value : throw new TomlException(value.Line, $"{key} is {value.Kind}, not a string");

    private static bool Flag(TomlTable table, string key) => table.Entries.GetValueOrDefault(key) switch
    {
        null => false,
        TomlBoolean flag => flag.Value,
        var other => throw new TomlException(other.Line, $"{key} is {other.Kind}, not true or false"),
    };

    private static IReadOnlyList<string> Texts(TomlTable table, string key) => table.Entries.GetValueOrDefault(key) switch
    {
        null => [],
        TomlArray array => [.. array.Items.Select(item => Text(key, item))],
        var one => [Text(key, one)],
    };

    private static HostCapabilities Capabilities(TomlTable table)
    {
        if (!table.Entries.TryGetValue("capabilities", out var asked))
        {
            return HostCapabilities.Resolve | HostCapabilities.Pull;
        }

        return Texts(table, "capabilities").Aggregate(HostCapabilities.None, (all, name) => all | name switch
        {
            "resolve" => HostCapabilities.Resolve,
            "pull" => HostCapabilities.Pull,
            "push" => HostCapabilities.None, // a node only fetches
            _ => throw new TomlException(asked.Line, $"there is no capability \"{name}\", they are pull, resolve and push"),
        });
    }

    // One file, several files, or pairs of certificate and key.
    private static IEnumerable<ClientCertificate> Clients(TomlTable table, string directory)
    {
        IEnumerable<TomlValue> asked = table.Entries.GetValueOrDefault("client") switch
        {
            null => [],
            TomlArray array => array.Items,
            var one => [one],
        };
        return asked.Select(item => item is TomlArray pair ? Pair(pair, directory) : new ClientCertificate(Path.Combine(directory, Text("client", item)), null));
    }

    private static ClientCertificate Pair(TomlArray pair, string directory) => pair.Items switch
    {
        [var certificate] => new ClientCertificate(Path.Combine(directory, Text("client", certificate)), null),
        [var certificate, var key] => new ClientCertificate(
            Path.Combine(directory, Text("client", certificate)), Text("client", key) is { Length: > 0 } file ? Path.Combine(directory, file) : null),
        _ => throw new TomlException(pair.Line, "client has an entry that is not a certificate and its key"),
    };
}
