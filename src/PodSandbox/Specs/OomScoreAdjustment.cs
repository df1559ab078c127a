using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>What the OOM killer adds to the scores of a container's processes (proc(5), oom_score_adj).</summary>
internal static class OomScoreAdjustment
{
    /// <summary>
    /// What was asked for, or the node's own where this daemon may not go below that. Always set, or the container would inherit the keeper's,
    /// which is protected from the OOM killer.
    /// </summary>
    public static int Of(Cri.LinuxContainerResources? resources, NodeFacts node)
    {
        var wanted = (int)(resources?.OomScoreAdj ?? 0);
        return node.Description.MayLowerOomScoreAdj ? wanted : Math.Max(wanted, node.Description.OomScoreAdj);
    }
}
