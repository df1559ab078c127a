using System.Text;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a sandbox's configuration must be like to be tried at all. Nothing is created before it has passed.</summary>
public static class SandboxRules
{
    private const int LongestHostnameBytes = 64; // __NEW_UTS_LEN, sethostname(2)

    private static readonly ConfigCheck Check = ConfigCheck.Sandbox;

    /// <summary>Checks the configuration against itself and the node.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument for what can never work, Unimplemented for what is not offered; each names the field.</exception>
    public static void Validate(Cri.PodSandboxConfig config, NodeFacts node)
    {
        Check.Require(config.Metadata is not null, "metadata", "is missing");
        Check.Name("metadata.name", config.Metadata.Name);
        Check.Name("metadata.namespace", config.Metadata.Namespace);
        Check.Name("metadata.uid", config.Metadata.Uid);
        Hostname(config.Hostname);
        if (config.LogDirectory.Length > 0)
        {
            Check.Absolute("log_directory", config.LogDirectory);
        }

        DnsRules.Validate(config.DnsConfig);
        PortRules.Validate(config.PortMappings);
        NamespaceRules.Validate(config);
        SysctlRules.Validate(config);
        if (config.Linux?.CgroupParent is { Length: > 0 } parent)
        {
            Check.Inside("linux.cgroup_parent", parent);
        }

        if (config.Linux?.SecurityContext is { } security)
        {
            IdentityRules.Validate(Check, security.RunAsUser, username: "", security.RunAsGroup);
            IdentityRules.Groups(Check, security.SupplementalGroups, security.SupplementalGroupsPolicy);
            SeccompRules.Validate(Check, SeccompChoice.Of(security));
            SeLinuxRules.Validate(Check, security.SelinuxOptions, node);
            AppArmorRules.Validate(Check, AppArmorChoice.Of(security), security.Privileged, node);
        }
    }

    // Letters, digits, hyphens and dots (RFC 1123), and the underscore that some clusters have.
    private static void Hostname(string hostname)
    {
        Check.Require(
            Encoding.UTF8.GetByteCount(hostname) <= LongestHostnameBytes, "hostname", $"is longer than the kernel's {LongestHostnameBytes} bytes");
        Check.Require(
            hostname.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'), "hostname", $"\"{hostname}\" is not a host name");
    }
}
