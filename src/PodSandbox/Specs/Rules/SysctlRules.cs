using System.Text.RegularExpressions;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>Which kernel parameters a pod may have: those of the namespaces that are its own.</summary>
internal static partial class SysctlRules
{
    private const string Namespaces = "linux.security_context.namespace_options";

    private static readonly ConfigCheck Check = ConfigCheck.Sandbox;

    public static void Validate(Cri.PodSandboxConfig config)
    {
        var options = PodNamespaces.Of(config);
        foreach (var (name, value) in config.Linux?.Sysctls ?? [])
        {
            var field = $"linux.sysctls[{name}]";
            Check.Require(Name().IsMatch(name), "linux.sysctls", $"\"{name}\" is not a kernel parameter's name");
            Check.Require(!value.Any(char.IsControl), field, "is not a value of one line");
            var isNetwork = Network().IsMatch(name);
            Check.Require(isNetwork || Ipc().IsMatch(name), field, "belongs to no namespace, so a pod cannot have its own");
            var mode = isNetwork ? options.Network : options.Ipc;
            Check.Require(mode != Cri.NamespaceMode.Node, field, $"would change the node, since {Namespaces}.{(isNetwork ? "network" : "ipc")} is Node");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([-_A-Za-z0-9:@]*)([./][A-Za-z0-9]([-_A-Za-z0-9:@]*))+\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^net[./]")]
    private static partial Regex Network();

    [GeneratedRegex(@"^(kernel[./](shm[a-z_]*|msg[a-z_]*|sem|sem_next_id)\z|fs[./]mqueue[./])")]
    private static partial Regex Ipc();
}
