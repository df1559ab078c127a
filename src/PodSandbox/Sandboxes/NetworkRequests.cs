using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cni;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>What a sandbox asks of its network.</summary>
internal static class NetworkRequests
{
    public static PodNetworkRequest Of(SandboxRecord sandbox, string namespacePath) => new()
    {
        SandboxId = sandbox.Id.Value,
        NamespacePath = namespacePath,
        PodName = sandbox.Config.Metadata.Name,
        PodNamespace = sandbox.Config.Metadata.Namespace,
        PodUid = sandbox.Config.Metadata.Uid,
        Annotations = sandbox.Config.Annotations,
        CgroupPath = sandbox.Facts.CgroupParent,
        PortMappings =
        [
            .. sandbox.Config.PortMappings
                // Host port 0 is "no host port", never "pick one".
                .Where(mapping => mapping.HostPort > 0)
                .Select(mapping => new PortMapping(ProtocolOf(mapping), mapping.HostPort, mapping.ContainerPort, mapping.HostIp)),
        ],
    };

    private static string ProtocolOf(Cri.PortMapping mapping) => mapping.Protocol switch
    {
        Cri.Protocol.Udp => "udp",
        Cri.Protocol.Sctp => "sctp",
        _ => "tcp",
    };
}
