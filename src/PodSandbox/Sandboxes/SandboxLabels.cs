using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// Gives new sandboxes their SELinux contexts. Which levels are taken is read off the records: a restart forgets none, and a removed pod
/// frees its own.
/// </summary>
public sealed class SandboxLabels(SandboxTable sandboxes, NodeFacts node, ISeLinux seLinux)
{
    private readonly Lock _gate = new();

    /// <summary>Saves the first record of a sandbox, with its contexts where SELinux is on; returns what was saved.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument: the policy does not know the context that the client asks for.</exception>
    public SandboxRecord Save(SandboxRecord record)
    {
        if (!node.Description.SeLinux)
        {
            sandboxes.Save(record);
            return record;
        }

        // Held until the level is in the table, or two pods could draw one.
        lock (_gate)
        {
            var level = PodLabels.LevelOf(record.Config) ?? FreeLevel();
            var labels = PodLabels.Pod(record.Config, node.SeLinux, level);
            ConfigCheck.Sandbox.Require(
                seLinux.IsValid(labels.Process), "linux.security_context.selinux_options", $"the node's policy does not know {labels.Process}");
            record = record with { Facts = record.Facts with { Labels = labels } };
            sandboxes.Save(record);
        }

        return record;
    }

    private string FreeLevel()
    {
        // A policy without levels keeps no pods apart.
        var sensitivity = node.SeLinux.Process.Sensitivity;
        var used = sandboxes.All.Select(sandbox => sandbox.Facts.Labels).OfType<SeLinuxLabels>().Select(labels => PodLabels.LevelIn(labels.Mount)).ToHashSet();
        return sensitivity.Length == 0 ? "" : CategoryPairs.Free(sensitivity, used, Random.Shared);
    }
}
