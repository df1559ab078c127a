using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Client;

/// <summary>Container configurations as the kubelet writes them.</summary>
public static class Configs
{
    private static int _last;

    /// <summary>This command in busybox.</summary>
    public static Cri.ContainerConfig Running(TestNode node, params string[] command) => Of(node.BusyboxId, command);

    public static Cri.ContainerConfig Of(string imageId, params string[] command)
    {
        var name = $"container-{Interlocked.Increment(ref _last)}";
        return new Cri.ContainerConfig
        {
            Metadata = new() { Name = name },
            Image = new() { Image = imageId },
            Command = { command },
            Labels = { ["io.kubernetes.container.name"] = name },
            LogPath = $"{name}/0.log",
            Linux = new()
            {
                Resources = new() { OomScoreAdj = 1000 },
                SecurityContext = new() { NamespaceOptions = new() { Pid = Cri.NamespaceMode.Container } },
            },
        };
    }

    /// <summary>A shell script, the commonest test container.</summary>
    public static Cri.ContainerConfig Script(TestNode node, string script) => Running(node, "sh", "-c", script);

    /// <summary>Changes a configuration in place, to write it as one expression.</summary>
    public static Cri.ContainerConfig With(this Cri.ContainerConfig config, Action<Cri.ContainerConfig> change)
    {
        change(config);
        return config;
    }

    /// <summary>Changes a configuration in place, to write it as one expression.</summary>
    public static Cri.PodSandboxConfig With(this Cri.PodSandboxConfig config, Action<Cri.PodSandboxConfig> change)
    {
        change(config);
        return config;
    }

    /// <summary>Changes the security context in place, to write it as one expression.</summary>
    public static Cri.ContainerConfig Secured(this Cri.ContainerConfig config, Action<Cri.LinuxContainerSecurityContext> change)
    {
        change(config.Linux.SecurityContext);
        return config;
    }
}
