namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>
/// What the node's policy gives containers: <c>contexts/lxc_contexts</c> of the policy in force, which the package container-selinux writes.
/// </summary>
/// <param name="Process">Of a container's processes.</param>
/// <param name="File">Of the files that a container may change.</param>
public sealed record SeLinuxContexts(SeLinuxLabel Process, SeLinuxLabel File)
{
    private const string DefaultPolicy = "targeted";

    /// <summary>The policies' common answer, where a node has no such file.</summary>
    public static SeLinuxContexts Common { get; } = new(
        new SeLinuxLabel("system_u", "system_r", "container_t", "s0"), new SeLinuxLabel("system_u", "object_r", "container_file_t", "s0"));

    /// <summary>Reads the files below <paramref name="directory"/>.</summary>
    public static SeLinuxContexts Read(string directory = "/etc/selinux")
    {
        var policy = Value(Text(Path.Combine(directory, "config")), "SELINUXTYPE") ?? DefaultPolicy;
        return Parse(Text(Path.Combine(directory, policy, "contexts", "lxc_contexts")));
    }

    /// <summary>Reads lines like <c>process = "system_u:system_r:container_t:s0"</c>; what is not there is as <see cref="Common"/>.</summary>
    public static SeLinuxContexts Parse(string text) => new(
        Label(text, "process") ?? Common.Process,
        Label(text, "file") ?? Common.File);

    private static SeLinuxLabel? Label(string text, string key) => Value(text, key) is { } value ? SeLinuxLabel.Parse(value) : null;

    private static string Text(string path) => System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : "";

    private static string? Value(string text, string key) => text
        .Split('\n')
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(parts => parts is [var name, _] && name == key)
        .Select(parts => parts[1].Trim('"'))
        .LastOrDefault();
}
