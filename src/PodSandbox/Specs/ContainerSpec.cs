using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>From a container's CRI configuration to the configuration its OCI runtime gets: a pure function, one builder per concern.</summary>
public static class ContainerSpec
{
    /// <summary>Builds the configuration.</summary>
    /// <exception cref="Failures.FailureException">InvalidArgument: user, group or command cannot be found; naming it.</exception>
    public static Spec Build(ContainerSpecInput input)
    {
        var privileged = input.Security.Privileged;
        var process = ContainerProcess.Build(input);
        return new Spec
        {
            Process = process,
            Root = new Root(input.RootPath, input.Security.ReadonlyRootfs),
            Hostname = Hostname(input),
            Mounts = ContainerMounts.Build(input),
            Annotations = Annotations(input).Concat(CgroupPaths.Annotations(input.CgroupDriver)).ToDictionary(),
            Linux = new LinuxSection
            {
                Namespaces = ContainerNamespaces.Build(input),
                Devices = ContainerDevices.Nodes(input, process.User),
                CgroupsPath = CgroupPaths.Container(input.CgroupDriver, input.Sandbox.CgroupParent, input.ContainerId).OciPath,
                Resources = ContainerLimits.ForOciRuntime(ContainerLimits.Build(input.Resources, input.Node), input.Node) with
                {
                    Devices = ContainerDevices.Rules(input),
                },
                RootfsPropagation = ContainerMounts.RootPropagation(input.Mounts),
                Seccomp = ContainerSeccomp.Build(input, process.Capabilities!.Bounding),
                MountLabel = input.Labels?.Mount,
                MaskedPaths = privileged ? [] : Paths(input, security => security.MaskedPaths, KernelPaths.Masked),
                ReadonlyPaths = privileged ? [] : Paths(input, security => security.ReadonlyPaths, KernelPaths.Readonly),
            }.WithMappings(input.Sandbox),
        };
    }

    // The pod's namespace has the name already. This is for OCI runtimes whose containers have a kernel of their own: gVisor's knows no other.
    // With a user namespace, which gVisor does not join, the container may not have the right to set it.
    private static string? Hostname(ContainerSpecInput input) => input.Sandbox.Namespaces is { Uts: not null, User: null } ? input.Sandbox.Hostname : null;

    // An empty list of a context that is there asks for none (KEP-4265); a client that sends no context at all has not asked.
    private static IReadOnlyList<string> Paths(
        ContainerSpecInput input, Func<Cri.LinuxContainerSecurityContext, IReadOnlyList<string>> given, IReadOnlyList<string> standard) =>
        input.Config.Linux?.SecurityContext is { } security ? given(security) : standard;

    // The pod's own annotations stay out: OCI runtimes obey some (crun: run.oci.*), which would be a way around this configuration. Nor is there
    // io.kubernetes.cri.container-type: gVisor's would look for a sandbox container to put this one into, and there is none.
    private static Dictionary<string, string> Annotations(ContainerSpecInput input) => new()
    {
        ["io.kubernetes.cri.container-name"] = input.Config.Metadata.Name,
        ["io.kubernetes.cri.sandbox-id"] = input.Sandbox.Id,
        ["io.kubernetes.cri.sandbox-name"] = input.Sandbox.Config.Metadata.Name,
        ["io.kubernetes.cri.sandbox-namespace"] = input.Sandbox.Config.Metadata.Namespace,
    };
}
