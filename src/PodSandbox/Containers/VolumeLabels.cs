using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.PodSandbox.Containers;

/// <summary>The SELinux side of a new container: its context must be known to the policy, and the volumes that ask for it are relabelled.</summary>
public sealed class VolumeLabels(NodeFacts node, ISeLinux seLinux)
{
    /// <summary>Does nothing where SELinux is off.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument: an unknown context, or a volume that is the node's own.</exception>
    public async Task ApplyAsync(ContainerSpecInput input)
    {
        if (input.Labels is not { } labels)
        {
            return;
        }

        var check = ConfigCheck.Container;
        check.Require(
            seLinux.IsValid(labels.Process), "linux.security_context.selinux_options", $"the node's policy does not know {labels.Process}");
        for (var i = 0; i < input.Mounts.Count; i++)
        {
            // Where the path leads, not what it is called: a link to /usr is /usr. An image's files keep their labels.
            if (input.Mounts[i] is { Mount: { SelinuxRelabel: true, HostPath.Length: > 0 }, OnNode: var source })
            {
                SeLinuxRules.Relabel(check, $"mounts[{i}].selinux_relabel", source, node);
                await seLinux.LabelAsync(source, labels.Mount);
            }
        }
    }
}
