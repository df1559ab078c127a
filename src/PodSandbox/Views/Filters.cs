using CriSharp.PodSandbox.State;
using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Views;

/// <summary>The CRI's list filters: every field that is set must match; nothing set matches all. Ids may be unique beginnings.</summary>
public static class Filters
{
    public static IEnumerable<SandboxRecord> Select(this SandboxTable sandboxes, Cri.PodSandboxFilter? filter) =>
        from sandbox in sandboxes.All
        where SandboxView.IsListed(sandbox)
        where filter is null || (HasId(sandbox.Id.Value, filter.Id)
            && (filter.State is null || filter.State.State == SandboxView.StateOf(sandbox))
            && HasLabels(sandbox.Config.Labels, filter.LabelSelector))
        select sandbox;

    public static IEnumerable<ContainerRecord> Select(this ContainerTable containers, Cri.ContainerFilter? filter) =>
        from container in containers.All
        where filter is null || (HasId(container.Id.Value, filter.Id)
            && HasId(container.SandboxId.Value, filter.PodSandboxId)
            && (filter.State is null || filter.State.State == ContainerView.StateOf(container))
            && HasLabels(container.Config.Labels, filter.LabelSelector))
        select container;

    private static bool HasId(string id, string wanted) => id.StartsWith(wanted, StringComparison.Ordinal);

    private static bool HasLabels(MapField<string, string> labels, MapField<string, string> selector) =>
        selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
}
