using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Client;

/// <summary>Pod configurations as the kubelet writes them.</summary>
public static class Pods
{
    private static int _last;

    /// <summary>On the node's network: the quickest pod, for tests that are not about networks.</summary>
    public static Cri.PodSandboxConfig OnHostNetwork(TestNode node)
    {
        var config = Networked(node);
        config.Hostname = "";
        config.Linux.SecurityContext.NamespaceOptions.Network = Cri.NamespaceMode.Node;
        return config;
    }

    /// <summary>With a network of its own.</summary>
    public static Cri.PodSandboxConfig Networked(TestNode node)
    {
        var name = $"pod-{Interlocked.Increment(ref _last)}";
        var uid = Guid.NewGuid().ToString();
        return new Cri.PodSandboxConfig
        {
            Metadata = new() { Name = name, Namespace = "crtest", Uid = uid },
            Hostname = name,
            LogDirectory = Directory.CreateDirectory(Path.Combine(node.Directories.PodLogs, $"crtest_{name}_{uid}")).FullName,
            Labels =
            {
                ["io.kubernetes.pod.name"] = name,
                ["io.kubernetes.pod.namespace"] = "crtest",
                ["io.kubernetes.pod.uid"] = uid,
            },
            Linux = new()
            {
                CgroupParent = $"{node.Names.CgroupParent}/pod{uid}",
                SecurityContext = new() { NamespaceOptions = new() { Pid = Cri.NamespaceMode.Container } },
            },
        };
    }
}
