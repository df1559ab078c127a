using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Tests.PodSandbox.Specs;

/// <summary>A small pod and a container in it, to be changed by each test.</summary>
internal static class TestInput
{
    public static ImageConfig Image { get; } = new() { Entrypoint = ["/entry"], Cmd = ["one", "two"], Env = ["PATH=/bin", "LANG=C"] };

    public static ImageAccounts Accounts { get; } = new(
        [new("root", 0, 0, "/root"), new("web", 33, 34, "/var/www"), new("alias", 33, 40, "/alias"), new("odd", 50, 51, "relative")],
        [new("root", 0, []), new("www", 34, []), new("staff", 60, ["web", "alias"]), new("tape", 61, ["web"]), new("disk", 62, ["root"])]);

    public static Cri.PodSandboxConfig Pod(string security = "{}") => Cri.PodSandboxConfig.Parser.ParseJson(
        $$"""
        {"metadata":{"name":"pod","namespace":"default","uid":"u-1"},"hostname":"pod-host","log_directory":"/var/log/pods/p",
         "linux":{"security_context":{{security}} } }
        """);

    public static Cri.ContainerConfig Container(string json = "{}")
    {
        var config = Cri.ContainerConfig.Parser.ParseJson(
            """{"metadata":{"name":"box"},"image":{"image":"busybox"},"log_path":"box/0.log"}""");
        config.MergeFrom(Cri.ContainerConfig.Parser.ParseJson(json));
        return config;
    }

    /// <summary>A container's configuration that says this about security only.</summary>
    public static string InContext(string securityContext) => $"{{\"linux\":{{\"security_context\":{securityContext}}}}}";

    /// <summary>A container's configuration that says this about resources only.</summary>
    public static string InResources(string resources) => $"{{\"linux\":{{\"resources\":{resources}}}}}";

    public static SandboxFacts Sandbox(Cri.PodSandboxConfig? config = null) => new()
    {
        Id = "sandbox1",
        Config = config ?? Pod("""{"namespace_options":{"pid":"CONTAINER"}}"""),
        Namespaces = new SandboxNamespacePaths("/run/ns/net", "/run/ns/ipc", "/run/ns/uts"),
        CgroupParent = "/kubepods/podu-1",
        Hostname = "pod-host",
        HostsPath = "/sandbox/hosts",
        ResolvConfPath = "/sandbox/resolv.conf",
        HostnamePath = "/sandbox/hostname",
        ShmPath = "/sandbox/shm",
    };

    public static ContainerSpecInput Of(Cri.ContainerConfig config) => new()
    {
        ContainerId = "container1",
        Config = config,
        Sandbox = Sandbox(),
        Image = Image,
        Accounts = Accounts,
        Node = TestNode.Ordinary,
        RootPath = "rootfs",
        CgroupDriver = Cri.CgroupDriver.Cgroupfs,
        Mounts = [.. config.Mounts.Select(mount => new ResolvedMount(mount, mount.HostPath))],
    };

    public static ContainerSpecInput Of(string json) => Of(Container(json));

    public static Spec Build(string json) => ContainerSpec.Build(Of(json));
}
