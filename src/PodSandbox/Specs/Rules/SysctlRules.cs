using CriSharp.Runtime.Namespaces;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>Which kernel parameters a pod may have: those of the namespaces that are its own.</summary>
internal static class SysctlRules
{
    private const string Namespaces = "linux.security_context.namespace_options";

    private static readonly ConfigCheck Check = ConfigCheck.Sandbox;

    public static void Validate(Cri.PodSandboxConfig config)
    {
        var options = PodNamespaces.Of(config);
        foreach (var (name, value) in config.Linux?.Sysctls ?? [])
        {
            var field = $"linux.sysctls[{name}]";
            if (!NamespacedSysctl.TryParse(name, value, out var sysctl, out var problem))
            {
                throw Check.Refused(field, problem);
            }

            // The host name's namespace goes with the network: a pod on the node's network has the node's name.
            var (mode, owner) = sysctl.Namespace == SysctlNamespace.Ipc ? (options.Ipc, "ipc") : (options.Network, "network");
            Check.Require(mode != Cri.NamespaceMode.Node, field, $"would change the node, since {Namespaces}.{owner} is Node");
        }
    }
}
