using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The kernel parameters of a pod: its own, and those that every pod with a network of its own is to have; the pod's come first.</summary>
public static class PodSysctls
{
    // Every group there can be: the kernel takes no number above this one.
    private static readonly (string Name, string Value) Icmp = ("net.ipv4.ping_group_range", "0 2147483647");

    private static readonly (string Name, string Value) Ports = ("net.ipv4.ip_unprivileged_port_start", "0");

    /// <summary>The parameters to write, by name as the pod spells it. The configuration must have passed <see cref="Rules.SandboxRules"/>.</summary>
    public static IReadOnlyDictionary<string, string> Of(Cri.PodSandboxConfig config, PodSandboxOptions options)
    {
        var sysctls = new Dictionary<string, string>(config.Linux?.Sysctls ?? [], StringComparer.Ordinal);
        var namespaces = PodNamespaces.Of(config);
        if (namespaces.Network == Cri.NamespaceMode.Node)
        {
            return sysctls;
        }

        var said = sysctls.Select(sysctl => PathOf(sysctl.Key, sysctl.Value)).ToHashSet();
        if (options.UnprivilegedPorts)
        {
            Add(Ports);
        }

        // The kernel refuses groups that the owner of the network namespace has no mapping of.
        if (options.UnprivilegedIcmp && namespaces.UsernsOptions is not { Mode: Cri.NamespaceMode.Pod })
        {
            Add(Icmp);
        }

        return sysctls;

        void Add((string Name, string Value) standard)
        {
            if (!said.Contains(PathOf(standard.Name, standard.Value)))
            {
                sysctls[standard.Name] = standard.Value;
            }
        }
    }

    // A pod may spell a name with slashes.
    private static string? PathOf(string name, string value) => NamespacedSysctl.TryParse(name, value, out var sysctl, out _) ? sysctl.Path : null;
}
