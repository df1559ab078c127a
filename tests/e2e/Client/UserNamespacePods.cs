using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Client;

/// <summary>Pods with a user namespace, as the kubelet asks for them with <c>hostUsers: false</c>.</summary>
public static class UserNamespacePods
{
    /// <summary>As many ids as the kubelet gives a pod.</summary>
    public const uint Length = 65536;

    /// <summary>A pod with a network of its own whose root is <paramref name="hostId"/> on the node.</summary>
    public static Cri.PodSandboxConfig Mapped(TestNode node, uint hostId) => Pods.Networked(node).Mapped(hostId);

    /// <summary>The same with the node's network.</summary>
    public static Cri.PodSandboxConfig MappedOnHostNetwork(TestNode node, uint hostId) => Pods.OnHostNetwork(node).Mapped(hostId);

    /// <summary>Ids from 0 as they are from <paramref name="hostId"/> on.</summary>
    public static Cri.IDMapping From(uint hostId, uint length = Length) => new() { HostId = hostId, Length = length };

    private static Cri.PodSandboxConfig Mapped(this Cri.PodSandboxConfig config, uint hostId) => config.With(pod =>
        pod.Linux.SecurityContext.NamespaceOptions.UsernsOptions = new Cri.UserNamespace
        {
            Mode = Cri.NamespaceMode.Pod,
            Uids = { From(hostId) },
            Gids = { From(hostId) },
        });
}
