using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What may be said about user namespaces (KEP-127). Absent means the node's for a sandbox, the sandbox's for a container.</summary>
internal static class UserNamespaceRules
{
    private const string Namespaces = "linux.security_context.namespace_options";
    private const string Field = $"{Namespaces}.userns_options";

    public static void Validate(Cri.PodSandboxConfig sandbox)
    {
        var (check, options) = (ConfigCheck.Sandbox, PodNamespaces.Of(sandbox));
        Validate(check, options.UsernsOptions);
        if (PodUserNamespace.Of(sandbox) is not null)
        {
            // The kernel mounts /proc and the message queues only for the owner of their namespaces, and Kubernetes allows neither.
            check.Require(options.Pid != Cri.NamespaceMode.Node, $"{Namespaces}.pid", "the node's PID namespace cannot be used from a user namespace");
            check.Require(options.Ipc != Cri.NamespaceMode.Node, $"{Namespaces}.ipc", "the node's IPC namespace cannot be used from a user namespace");
        }
    }

    public static void Validate(Cri.ContainerConfig config, Cri.PodSandboxConfig sandbox)
    {
        if (config.Linux?.SecurityContext?.NamespaceOptions?.UsernsOptions is not { } own)
        {
            return;
        }

        var check = ConfigCheck.Container;
        Validate(check, own);
        var pod = PodNamespaces.Of(sandbox).UsernsOptions ?? new Cri.UserNamespace { Mode = Cri.NamespaceMode.Node };
        check.Require(own.Mode == pod.Mode, $"{Field}.mode", $"is {own.Mode}, but the sandbox's is {pod.Mode}");
        check.Require(own.Uids.Equals(pod.Uids), $"{Field}.uids", "is not the mapping of the sandbox");
        check.Require(own.Gids.Equals(pod.Gids), $"{Field}.gids", "is not the mapping of the sandbox");
    }

    /// <summary>A list of ranges, each with something in it and within what ids can be.</summary>
    public static void Ranges(ConfigCheck check, string field, RepeatedField<Cri.IDMapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            check.Require(mapping.Length > 0, field, "a range without ids");
            check.Require(
                Math.Max(mapping.ContainerId, mapping.HostId) + (ulong)mapping.Length <= uint.MaxValue, field, $"ids end at {uint.MaxValue - 1}");
        }
    }

    private static void Validate(ConfigCheck check, Cri.UserNamespace? options)
    {
        if (options is null)
        {
            return;
        }

        check.Known($"{Field}.mode", options.Mode);
        check.Require(options.Mode is Cri.NamespaceMode.Pod or Cri.NamespaceMode.Node, $"{Field}.mode", $"{options.Mode} is neither Pod nor Node");
        if (options.Mode == Cri.NamespaceMode.Node)
        {
            check.Require(options.Uids.Count == 0, $"{Field}.uids", "must be empty with mode Node");
            check.Require(options.Gids.Count == 0, $"{Field}.gids", "must be empty with mode Node");
            return;
        }

        Mapping(check, $"{Field}.uids", options.Uids);
        Mapping(check, $"{Field}.gids", options.Gids);
        check.Require(options.Uids[0].Length == options.Gids[0].Length, $"{Field}.gids", "must be as long as uids");
    }

    private static void Mapping(ConfigCheck check, string field, RepeatedField<Cri.IDMapping> mappings)
    {
        check.Require(mappings.Count == 1, field, $"must be one mapping, not {mappings.Count}");
        check.Require(mappings[0].ContainerId == 0 && mappings[0].Length > 0, field, "must map the container's id 0");
        Ranges(check, field, mappings);
    }
}
