using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>Decides what a new sandbox is to be, before anything is made; and what its init is, where it has one.</summary>
public sealed class SandboxPlanner(
    SandboxFiles files, NodePaths paths, ICgroups cgroups, NodeFacts facts, SeccompPrograms filters, IOptions<PodSandboxOptions> options, TimeProvider clock)
{
    /// <summary>The record of a sandbox that nothing has been made of yet.</summary>
    public SandboxRecord Plan(SandboxId id, Cri.PodSandboxConfig config, string runtimeHandler, IOciRuntime runtime)
    {
        var asked = config.Linux?.CgroupParent ?? "";
        var parent = ParentOf(asked, id);
        return new SandboxRecord
        {
            Id = id,
            Config = config,
            Facts = new SandboxRecordFacts
            {
                State = new SandboxState.Preparing(),
                RuntimeHandler = runtimeHandler,
                Runtime = new RuntimeChoice(runtime.Handler, runtime.Root),
                BootId = facts.Description.BootId,
                CreatedAt = clock.GetUtcNow(),
                CgroupParent = parent,
                // A kubelet makes its pods' cgroups itself; for a client that does not, the one we make goes with the pod. systemd keeps its slices.
                OwnsCgroup = options.Value.CgroupDriver == Cri.CgroupDriver.Cgroupfs && !cgroups.Exists(parent),
                HasInit = SandboxModes.SharesPid(config),
            },
        };
    }

    /// <summary>What the sandbox lends to its containers.</summary>
    public Specs.SandboxFacts Lend(SandboxRecord sandbox) => new()
    {
        Id = sandbox.Id.Value,
        Config = sandbox.Config,
        Namespaces = sandbox.Facts.Namespaces,
        Labels = facts.Description.SeLinux ? sandbox.Facts.Labels : null,
        CgroupParent = sandbox.Facts.CgroupParent,
        Hostname = SandboxFiles.Hostname(sandbox),
        HostsPath = paths.SandboxFile(sandbox.Id, "hosts"),
        ResolvConfPath = paths.SandboxFile(sandbox.Id, "resolv.conf"),
        HostnamePath = paths.SandboxFile(sandbox.Id, "hostname"),
        ShmPath = files.SharedMemory(sandbox),
    };

    /// <summary>Writes the OCI configuration of the pod's init.</summary>
    public Task WriteInitBundleAsync(SandboxRecord sandbox, string bundle, string rootfs)
    {
        var spec = SandboxInitSpec.Build(new SandboxInitInput
        {
            Sandbox = Lend(sandbox),
            Node = facts,
            CgroupDriver = options.Value.CgroupDriver,
            RootPath = rootfs,
        });
        return PrivateFile.WriteAsync(Path.Combine(bundle, "config.json"), filters.Apply(spec).ToJson(), CancellationToken.None);
    }

    /// <summary>The cgroup of the pod's init, as a cgroupfs path.</summary>
    public string InitCgroup(SandboxRecord sandbox) =>
        CgroupPaths.Container(options.Value.CgroupDriver, sandbox.Facts.CgroupParent, sandbox.Id.Value).CgroupfsPath;

    private string ParentOf(string asked, SandboxId id)
    {
        var isUnsaid = asked.Length == 0 && options.Value.CgroupDriver == Cri.CgroupDriver.Cgroupfs;
        return CgroupPaths.PodParent(options.Value.CgroupDriver, isUnsaid ? $"{options.Value.CgroupParent}/pod{id}" : asked, id.Value);
    }
}
