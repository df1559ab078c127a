namespace CriSharp.Runtime.Cni;

/// <summary>Where CNI's configuration and plugins are, and how long a plugin may take.</summary>
public sealed class CniOptions
{
    /// <summary>The directory whose first valid file, in lexical order, is the pod network. It may appear later, and is watched.</summary>
    public string ConfigurationDirectory { get; set; } = "/etc/cni/net.d";

    /// <summary>Where plugins are looked for, in this order.</summary>
    public IReadOnlyList<string> PluginDirectories { get; set; } = ["/opt/cni/bin", "/usr/lib/cni"];

    /// <summary>After this a plugin is killed and its call has failed.</summary>
    public TimeSpan PluginTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often STATUS is asked (CNI 1.1), and how often a network that is not ready is looked at again.</summary>
    public TimeSpan StatusPeriod { get; set; } = TimeSpan.FromSeconds(5);
}
