namespace CriSharp.CriServer.Configuration;

/// <summary>
/// The keys that a configuration file may have, as a tree; a test holds it equal to <see cref="DaemonOptions"/>. The binder would find an unknown
/// key too, but neither its line nor one that holds nothing.
/// </summary>
internal sealed class ConfigurationKeys
{
    private static readonly ConfigurationKeys Value = new([]);

    private readonly Dictionary<string, ConfigurationKeys> _below;

    private ConfigurationKeys(Dictionary<string, ConfigurationKeys> below) => _below = below;

    /// <summary>Any key is allowed here: names that the user gives, e.g. of runtimes.</summary>
    public ConfigurationKeys? AnyName { get; private init; }

    /// <summary>The whole file.</summary>
    public static ConfigurationKeys Root { get; } = new(new(StringComparer.OrdinalIgnoreCase)
    {
        ["stateDirectory"] = Value,
        ["runtimeDirectory"] = Value,
        ["socket"] = Value,
        ["cgroupDriver"] = Value,
        ["cgroupParent"] = Value,
        ["podInit"] = Value,
        ["defaultRuntime"] = Value,
        ["runtimes"] = new([]) { AnyName = Of("path", "root", "arguments", "createArguments", "privilegedWithoutHostDevices") },
        ["containers"] = new(new(StringComparer.OrdinalIgnoreCase)
        {
            ["environment"] = Value,
            ["timeZone"] = Value,
            ["openFiles"] = Of("soft", "hard"),
            ["ulimits"] = new([]) { AnyName = Value },
            ["pidsLimit"] = Value,
            ["unprivilegedPorts"] = Value,
            ["unprivilegedIcmp"] = Value,
            ["deviceOwnershipFromSecurityContext"] = Value,
        }),
        ["cdi"] = Of("directories"),
        ["cni"] = Of("configurationDirectory", "pluginDirectories"),
        ["registries"] = Of("insecure", "caFiles", "hostsDirectories", "credentialsFile"),
        ["keeper"] = Of("path", "log"),
        ["logLevel"] = Value,
    });

    /// <summary>The names allowed here.</summary>
    public IReadOnlyCollection<string> Names => _below.Keys;

    /// <summary>What is allowed below this key; null if the key is unknown.</summary>
    public ConfigurationKeys? Below(string name) => AnyName ?? _below.GetValueOrDefault(name);

    /// <summary>The known key that an unknown one was most likely meant to be; null if none is like it.</summary>
    public string? Nearest(string name) =>
        _below.Keys.Select(known => (known, Distance: EditDistance.Between(known.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.known)
            .FirstOrDefault();

    private static ConfigurationKeys Of(params string[] names) =>
        new(names.ToDictionary(name => name, _ => Value, StringComparer.OrdinalIgnoreCase));
}
