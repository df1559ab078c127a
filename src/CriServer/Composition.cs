using CriSharp.CriServer.Configuration;
using CriSharp.CriServer.Services;
using CriSharp.Grpc;
using CriSharp.Images;
using CriSharp.PodSandbox;
using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Keeping;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.AppArmor;
using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.CriServer;

/// <summary>Puts the daemon together: the mechanisms with their share of the configuration, the orchestrators, the services.</summary>
internal static class Composition
{
    public static IServiceCollection AddDaemon(this IServiceCollection services, DaemonOptions options, DaemonStores stores) => services
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(new NodePaths(options.StateDirectory, options.RuntimeDirectory))
        .AddSingleton(stores.Database)
        .AddSingleton<IImages>(stores.Images)
        .AddSingleton(stores.Images.Snapshots)
        .AddNode(options.Containers)
        .AddMechanisms(options)
        .AddHostedService<RuntimeDirectoryMount>()
        .AddHostedService<AppArmorStart>()
        .AddHostedService<KeeperStart>()
        .AddHostedService(provider => provider.GetRequiredService<HandlerFeatures>())
        .AddHostedService(provider => provider.GetRequiredService<CniNetworks>())
        .Configure<PodSandboxOptions>(pods =>
        {
            pods.CgroupDriver = options.CgroupDriver == "systemd" ? Cri.CgroupDriver.Systemd : Cri.CgroupDriver.Cgroupfs;
            pods.CgroupParent = options.CgroupParent;
            pods.PodInitPath = options.PodInit;
            pods.UnprivilegedPorts = options.Containers.UnprivilegedPorts;
            pods.UnprivilegedIcmp = options.Containers.UnprivilegedIcmp;
            pods.DeviceOwnershipFromSecurityContext = options.Containers.DeviceOwnershipFromSecurityContext;
        })
        .AddPodSandbox()
        .AddServices();

    private static IServiceCollection AddNode(this IServiceCollection services, ContainersSection containers)
    {
        var cgroups = HostCgroups.Open();
        var description = NodeInspection.Read();
        return services
            .AddSingleton(cgroups)
            .AddSingleton(description)
            .AddSingleton<SeccompPrograms>()
            .AddSingleton<IAppArmor, HostAppArmor>()
            .AddSingleton<ISeLinux, HostSeLinux>()
            .AddSingleton(new NodeFacts
            {
                Description = description,
                CgroupVersion = cgroups.Version,
                SwapController = NodeControllers.HasSwap(cgroups.Version),
                HugetlbController = NodeControllers.HasHugetlb(cgroups.Version),
                Architecture = ProcessorName.Current,
                DefaultPidsLimit = containers.PidsLimit > 0 ? containers.PidsLimit : null,
                SoftOpenFilesOfContainers = containers.OpenFiles.Soft,
                HardOpenFilesOfContainers = containers.OpenFiles.Hard,
                Defaults = ContainerSettings.Read(containers),
                SeLinux = SeLinuxContexts.Read(),
            });
    }

    private static IServiceCollection AddMechanisms(this IServiceCollection services, DaemonOptions options) => services
        .AddSingleton<IPodMounts, PodMounts>()
        .AddSingleton<ISandboxNamespaces, SandboxNamespaces>()
        .AddSingleton<IUserNamespaces, UserNamespaces>()
        .AddSingleton<IHostDevices, HostDevices>()
        .AddSingleton<ICdiDevices>(provider => new CdiDevices(
            options.Cdi.Directories, provider.GetRequiredService<IHostDevices>(), provider.GetRequiredService<ILogger<CdiDevices>>()))
        .AddSingleton<IOciRuntimes>(new OciRuntimes(
            RuntimesOf(options), options.DefaultRuntime, systemdCgroup: options.CgroupDriver == "systemd"))
        .AddSingleton(provider => new KernelFeatures(provider.GetRequiredService<NodeFacts>().Kernel))
        .AddSingleton<HandlerFeatures>()
        .AddSingleton<IHandlerFeatures>(provider => provider.GetRequiredService<HandlerFeatures>())
        .AddSingleton<IKeeper>(provider => new KeeperClient(
            KeeperStart.Socket(options), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KeeperClient>>()))
        .AddSingleton(new CniOptions
        {
            ConfigurationDirectory = options.Cni.ConfigurationDirectory,
            PluginDirectories = options.Cni.PluginDirectories,
        })
        .AddSingleton<ICniPluginRunner, CniPluginRunner>()
        .AddSingleton<CniNetworks>()
        .AddSingleton<IPodNetworks>(provider => provider.GetRequiredService<CniNetworks>());

    private static IReadOnlyList<OciRuntimeOptions> RuntimesOf(DaemonOptions options) =>
    [
        .. options.Runtimes.Select(runtime => new OciRuntimeOptions
        {
            Name = runtime.Key,
            Path = runtime.Value.Path,
            Root = runtime.Value.Root,
            Arguments = runtime.Value.Arguments,
            GivesHostDevices = !runtime.Value.PrivilegedWithoutHostDevices,
            CreateArguments = runtime.Value.CreateArguments,
            SystemdCgroup = options.CgroupDriver == "systemd",
        }),
    ];

    private static IServiceCollection AddServices(this IServiceCollection services) => services
        .AddSingleton<SecurityInfo>()
        .AddSingleton<RuntimeStatus>()
        .AddSingleton<NodeInfo>()
        .AddSingleton<DebugInfo>()
        .AddSingleton<RuntimeService>()
        .AddSingleton<ImageService>()
        .AddSingleton<NodeService>()
        .AddGrpcServer(grpc => grpc.StatusOf = StatusMap.Of)
        .AddGrpcService<RuntimeService>(Cri.RuntimeService.Descriptor, Cri.RuntimeService.BindService)
        .AddGrpcService<ImageService>(Cri.ImageService.Descriptor, Cri.ImageService.BindService)
        .AddGrpcService<NodeService>(global::Node.V1.Node.Descriptor, global::Node.V1.Node.BindService);
}
