using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The only process a pod itself ever has: the init of a shared PID namespace, <c>catatonit -P</c>, which sleeps and reaps. It can do nothing else:
/// no capability, no new privileges, a read-only root with its own program in it.
/// </summary>
public static class SandboxInitSpec
{
    private const uint Nobody = 65534;

    // In a small user namespace there is no such user; without capabilities its root is as little.
    private const uint Root = 0;

    // The last to be killed when memory runs out: with it the whole pod goes.
    private const int OomScoreAdj = -998;

    /// <summary>Builds the configuration of the container that runs it, in the pod's cgroup, under the sandbox's id.</summary>
    public static Spec Build(SandboxInitInput input)
    {
        var node = input.Node.Description;
        var user = PodUserNamespace.Of(input.Sandbox.Config) is { } own && own.Uids[0].Length <= Nobody ? Root : Nobody;
        return new Spec
        {
            Process = new Process
            {
                User = new User(user, user) { AdditionalGids = [user] },
                Args = [input.Program, "-P"],
                Cwd = "/",
                Capabilities = new LinuxCapabilities(),
                NoNewPrivileges = true,
                SelinuxLabel = input.Sandbox.Labels?.Process,
                OomScoreAdj = node.MayLowerOomScoreAdj ? OomScoreAdj : node.OomScoreAdj,
            },
            Root = new Root(input.RootPath, Readonly: true),
            Mounts = [.. DefaultMounts.For(input.Sandbox, privileged: false).Where(mount => mount.Destination is "/proc" or "/dev")],
            Annotations = new Dictionary<string, string>(CgroupPaths.Annotations(input.CgroupDriver))
            {
                ["io.kubernetes.cri.container-type"] = "sandbox",
                ["io.kubernetes.cri.sandbox-id"] = input.Sandbox.Id,
            },
            Linux = new LinuxSection
            {
                Namespaces = Namespaces(input.Sandbox),
                CgroupsPath = CgroupPaths.Container(input.CgroupDriver, input.Sandbox.CgroupParent, input.Sandbox.Id).OciPath,
                Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup(false, null, null, null, "rwm")] },
                RootfsPropagation = "rprivate",
                Seccomp = SeccompDefault.Profile.Resolve([], input.Node),
                MountLabel = input.Sandbox.Labels?.Mount,
                MaskedPaths = KernelPaths.Masked,
                ReadonlyPaths = KernelPaths.Readonly,
            }.WithMappings(input.Sandbox),
        };
    }

    private static IReadOnlyList<LinuxNamespace> Namespaces(SandboxFacts sandbox)
    {
        (string Type, string? Path)[] pinned =
        [
            ("user", sandbox.Namespaces.User), ("network", sandbox.Namespaces.Network), ("ipc", sandbox.Namespaces.Ipc), ("uts", sandbox.Namespaces.Uts),
        ];
        return
        [
            new LinuxNamespace("mount"),
            new LinuxNamespace("pid"),
            .. pinned.Where(entry => entry.Path is not null).Select(entry => new LinuxNamespace(entry.Type, entry.Path)),
        ];
    }
}
