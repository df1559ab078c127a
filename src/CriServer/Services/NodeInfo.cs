using CriSharp.CriServer.Configuration;
using CriSharp.Images;
using CriSharp.PodSandbox.State;
using CriSharp.PodSandbox.Views;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.OciRuntimes;

namespace CriSharp.CriServer.Services;

/// <summary>Facts about the daemon and its host, for <c>crisharp info</c>.</summary>
public sealed class NodeInfo(
    NodeDescription node,
    ICgroups cgroups,
    SandboxTable sandboxes,
    ContainerTable containers,
    IImages images,
    IPodNetworks networks,
    IOciRuntimes runtimes,
    DaemonOptions options)
{
    public async Task<global::Node.V1.InfoResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var readiness = networks.Readiness;
        var info = new global::Node.V1.InfoResponse
        {
            Version = ProductVersion.Text,
            Kernel = node.KernelRelease,
            OperatingSystem = node.OsName,
            Architecture = ProcessorName.Current,
            CgroupVersion = cgroups.Version switch { CgroupVersion.Unified => "v2", CgroupVersion.Legacy => "v1", _ => "hybrid" },
            CgroupDriver = options.CgroupDriver,
            StateDirectory = options.StateDirectory,
            RuntimeDirectory = options.RuntimeDirectory,
            DefaultRuntimeHandler = runtimes.Handlers()[0].Name,
            Pods = (uint)sandboxes.All.Count(SandboxView.IsListed),
            Containers = (uint)containers.All.Count(),
            RunningContainers = (uint)containers.All.Count(container => container.Facts.State is ContainerState.Running),
            Images = (uint)images.List().Count,
            NetworkReady = readiness.IsReady,
            NetworkMessage = readiness.Message,
            Cpus = (uint)node.CpuCount,
            MemoryBytes = (ulong)node.MemoryBytes,
            Pid = Environment.ProcessId,
            CniConfigurationDirectory = options.Cni.ConfigurationDirectory,
        };
        foreach (var handler in runtimes.Handlers())
        {
            var state = handler.Problem ?? await runtimes.Find(handler.Name).VersionAsync(cancellationToken);
            info.RuntimeHandlers.Add($"{handler.Name} ({state})");
        }

        return info;
    }
}
