using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;

namespace CriSharp.PodSandbox.Views;

/// <summary>A sandbox's record as the CRI shows it.</summary>
public static class SandboxView
{
    /// <summary>Whether clients see the sandbox: one that is still being prepared has not happened yet.</summary>
    public static bool IsListed(SandboxRecord sandbox) => sandbox.Facts.State is not SandboxState.Preparing;

    public static Cri.PodSandboxState StateOf(SandboxRecord sandbox) =>
        sandbox.Facts.State is SandboxState.Ready ? Cri.PodSandboxState.SandboxReady : Cri.PodSandboxState.SandboxNotready;

    /// <summary>For ListPodSandbox.</summary>
    public static Cri.PodSandbox Item(SandboxRecord sandbox)
    {
        var item = new Cri.PodSandbox
        {
            Id = sandbox.Id.Value,
            Metadata = sandbox.Config.Metadata,
            State = StateOf(sandbox),
            CreatedAt = UnixTime.Nanoseconds(sandbox.Facts.CreatedAt),
            RuntimeHandler = sandbox.Facts.RuntimeHandler,
        };
        item.Labels.Add(sandbox.Config.Labels);
        item.Annotations.Add(sandbox.Config.Annotations);
        return item;
    }

    /// <summary>For PodSandboxStatus.</summary>
    public static Cri.PodSandboxStatus Status(SandboxRecord sandbox)
    {
        var status = new Cri.PodSandboxStatus
        {
            Id = sandbox.Id.Value,
            Metadata = sandbox.Config.Metadata,
            State = StateOf(sandbox),
            CreatedAt = UnixTime.Nanoseconds(sandbox.Facts.CreatedAt),
            RuntimeHandler = sandbox.Facts.RuntimeHandler,
            Network = Network(sandbox),
            Linux = new Cri.LinuxPodSandboxStatus { Namespaces = new Cri.Namespace { Options = PodNamespaces.Of(sandbox.Config) } },
        };
        status.Labels.Add(sandbox.Config.Labels);
        status.Annotations.Add(sandbox.Config.Annotations);
        return status;
    }

    private static Cri.PodSandboxNetworkStatus Network(SandboxRecord sandbox)
    {
        var network = new Cri.PodSandboxNetworkStatus();
        if (sandbox.Facts.Network is { Addresses: { Count: > 0 } addresses })
        {
            network.Ip = addresses[0];
            network.AdditionalIps.Add(addresses.Skip(1).Select(address => new Cri.PodIP { Ip = address }));
        }

        return network;
    }
}
