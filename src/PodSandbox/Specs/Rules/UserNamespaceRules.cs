using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What may be said about user namespaces (KEP-127): nothing, or that there is none. Absent means the node's.</summary>
internal static class UserNamespaceRules
{
    public static void Validate(ConfigCheck check, string field, Cri.UserNamespace? options)
    {
        if (options is null)
        {
            return;
        }

        check.Known($"{field}.mode", options.Mode);
        check.Require(options.Mode is Cri.NamespaceMode.Pod or Cri.NamespaceMode.Node, $"{field}.mode", $"{options.Mode} is neither Pod nor Node");
        if (options.Mode == Cri.NamespaceMode.Node)
        {
            check.Require(options.Uids.Count == 0, $"{field}.uids", "must be empty with mode Node");
            check.Require(options.Gids.Count == 0, $"{field}.gids", "must be empty with mode Node");
            return;
        }

        Mapping(check, $"{field}.uids", options.Uids);
        Mapping(check, $"{field}.gids", options.Gids);
        throw check.NotOffered($"{field}.mode", "user namespaces are not offered");
    }

    private static void Mapping(ConfigCheck check, string field, RepeatedField<Cri.IDMapping> mappings)
    {
        check.Require(mappings.Count == 1, field, $"must be one mapping, not {mappings.Count}");
        check.Require(mappings[0].ContainerId == 0 && mappings[0].Length > 0, field, "must map the container's id 0");
    }
}
