using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>Decides what a new sandbox is to be, before anything is made; and what its init is, where it has one.</summary>
public sealed class SandboxPlanner(
    SandboxFiles files, NodePaths paths, NodeFacts facts, IOptions<PodSandboxOptions> options, TimeProvider clock)
{
    /// <summary>The record of a sandbox that nothing has been made of yet.</summary>
    public SandboxRecord Plan(SandboxId id, Cri.PodSandboxConfig config, string runtimeHandler)
    {
        var asked = config.Linux?.CgroupParent ?? "";
        // systemd makes and removes slices by itself.
        var isOurs = asked.Length == 0 && options.Value.CgroupDriver == Cri.CgroupDriver.Cgroupfs;
        return new SandboxRecord
        {
            Id = id,
            Config = config,
            Facts = new SandboxRecordFacts
            {
                State = new SandboxState.Preparing(),
                RuntimeHandler = runtimeHandler,
                BootId = facts.Description.BootId,
                CreatedAt = clock.GetUtcNow(),
                CgroupParent = CgroupPaths.PodParent(
                    options.Value.CgroupDriver, isOurs ? $"{options.Value.CgroupParent}/pod{id}" : asked, id.Value),
                OwnsCgroup = isOurs,
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
        return File.WriteAllBytesAsync(Path.Combine(bundle, "config.json"), spec.ToJson());
    }
}
