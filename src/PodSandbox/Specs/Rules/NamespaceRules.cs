namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>Which namespaces a sandbox can have, and which a container in it.</summary>
internal static class NamespaceRules
{
    private const string Field = "linux.security_context.namespace_options";

    public static void Validate(Cri.PodSandboxConfig sandbox)
    {
        var options = PodNamespaces.Of(sandbox);
        Modes(ConfigCheck.Sandbox, options);
        ConfigCheck.Sandbox.Require(options.Pid != Cri.NamespaceMode.Target, $"{Field}.pid", "a sandbox has no target");
        ConfigCheck.Sandbox.Require(options.TargetId.Length == 0, $"{Field}.target_id", "a sandbox has no target");
        UserNamespaceRules.Validate(sandbox);
    }

    public static void Validate(Cri.ContainerConfig config, Cri.PodSandboxConfig sandbox)
    {
        var (check, pod, options) = (ConfigCheck.Container, PodNamespaces.Of(sandbox), PodNamespaces.Of(config, sandbox));
        Modes(check, options);
        NotBeyondPod(check, $"{Field}.network", options.Network, pod.Network);
        NotBeyondPod(check, $"{Field}.ipc", options.Ipc, pod.Ipc);
        Pid(check, options, pod);
        UserNamespaceRules.Validate(config, sandbox);
    }

    private static void Modes(ConfigCheck check, Cri.NamespaceOption options)
    {
        check.Known($"{Field}.pid", options.Pid);
        PodOrNode(check, $"{Field}.network", options.Network);
        PodOrNode(check, $"{Field}.ipc", options.Ipc);
    }

    private static void PodOrNode(ConfigCheck check, string field, Cri.NamespaceMode mode)
    {
        check.Known(field, mode);
        check.Require(mode is Cri.NamespaceMode.Pod or Cri.NamespaceMode.Node, field, $"{mode} is neither Pod nor Node");
    }

    // Network and IPC are the pod's whatever a container says; POD is also what a client has that says nothing. Only what the pod itself was
    // not given cannot be had.
    private static void NotBeyondPod(ConfigCheck check, string field, Cri.NamespaceMode mode, Cri.NamespaceMode pod) =>
        check.Require(mode != Cri.NamespaceMode.Node || pod == Cri.NamespaceMode.Node, field, $"is {mode}, but the sandbox's is {pod}");

    // A PID namespace of its own, or another container's, takes nothing from the others; the pod's must be there, and the node's must have
    // been granted to the pod.
    private static void Pid(ConfigCheck check, Cri.NamespaceOption options, Cri.NamespaceOption pod)
    {
        var isTarget = options.Pid == Cri.NamespaceMode.Target;
        check.Require(!isTarget || options.TargetId.Length > 0, $"{Field}.target_id", "is needed with pid Target");
        check.Require(isTarget || options.TargetId.Length == 0, $"{Field}.target_id", "is only for pid Target");
        check.Require(
            options.Pid is Cri.NamespaceMode.Container or Cri.NamespaceMode.Target || options.Pid == pod.Pid,
            $"{Field}.pid",
            $"is {options.Pid}, but the sandbox's is {pod.Pid}");
    }
}
