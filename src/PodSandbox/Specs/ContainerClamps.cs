using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Finds where a configuration gives less than was asked for since the daemon has not the right itself. A container that runs with less is of
/// more use than one that the OCI runtime fails to start.
/// </summary>
public static class ContainerClamps
{
    /// <summary>What was clamped in the configuration made from the input.</summary>
    public static IEnumerable<Clamp> Of(ContainerSpecInput input, Spec spec)
    {
        if (Capabilities(input, spec.Process) is { } capabilities)
        {
            yield return capabilities;
        }

        var oomScoreAdj = (int)(input.Resources?.OomScoreAdj ?? 0);
        if (spec.Process.OomScoreAdj is { } given && given != oomScoreAdj)
        {
            yield return new Clamp("oom_score_adj", $"{oomScoreAdj}", $"{given}");
        }

        foreach (var (wanted, limit) in Wanted(input.Node).Join(spec.Process.Rlimits, one => one.Type, one => one.Type, (one, other) => (one, other)))
        {
            if (wanted != limit)
            {
                yield return new Clamp(wanted.Type, $"{wanted.Soft}:{wanted.Hard}", $"{limit.Soft}:{limit.Hard}");
            }
        }
    }

    private static Clamp? Capabilities(ContainerSpecInput input, Process process)
    {
        var all = new Linux.Capabilities.CapabilitySet(ulong.MaxValue);
        var asked = ContainerCapabilities.Build(input.Security, all).Bounding;
        var missing = asked.Except(process.Capabilities?.Bounding ?? []).ToList();
        return missing.Count > 0 ? new Clamp("capabilities", string.Join(' ', asked), $"all but {string.Join(' ', missing)}") : null;
    }

    private static IEnumerable<PosixRlimit> Wanted(NodeFacts node) =>
        ProcessLimits.For(node with { Description = node.Description with { MayRaiseLimits = true } });
}
