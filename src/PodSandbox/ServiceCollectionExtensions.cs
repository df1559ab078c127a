using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Networking;
using CriSharp.PodSandbox.Recovery;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using Microsoft.Extensions.DependencyInjection;

namespace CriSharp.PodSandbox;

/// <summary>The parts of this room; records, mechanisms, <see cref="NodePaths"/> and a TimeProvider are expected beside them.</summary>
public static class ServiceCollectionExtensions
{
    public static IServiceCollection AddPodSandbox(this IServiceCollection services) => services
        .AddSingleton<EntityLocks>()
        .AddSingleton<SandboxTable>()
        .AddSingleton<ContainerTable>()
        .AddSingleton<SandboxPlanner>()
        .AddSingleton<SandboxLabels>()
        .AddSingleton<SandboxFiles>()
        .AddSingleton<SandboxRuntimes>()
        .AddSingleton<SandboxInit>()
        .AddSingleton<SandboxSetup>()
        .AddSingleton<SandboxTeardown>()
        .AddSingleton<UserNamespaceSupport>()
        .AddSingleton<RunPodSandbox>()
        .AddSingleton<PodCgroupLimits>()
        .AddSingleton<UpdatePodSandboxResources>()
        .AddSingleton<StopPodSandbox>()
        .AddSingleton<RemovePodSandbox>()
        .AddSingleton<ImageVolumes>()
        .AddSingleton<MappedMounts>()
        .AddSingleton<RunMounts>()
        .AddSingleton<VolumeLabels>()
        .AddSingleton<ClampReport>()
        .AddSingleton<ContainerPlanner>()
        .AddSingleton<TargetNamespaces>()
        .AddSingleton<ContainerTeardown>()
        .AddSingleton<CreateContainer>()
        .AddSingleton<StartContainer>()
        .AddSingleton<StopContainer>()
        .AddSingleton<StopProcedure>()
        .AddSingleton<RemoveContainer>()
        .AddSingleton<ReopenContainerLog>()
        .AddSingleton<ContainerBundle>()
        .AddSingleton<RunningLimits>()
        .AddSingleton<UpdateUndo>()
        .AddSingleton<UpdateContainerResources>()
        .AddSingleton<ExecSync>()
        .AddSingleton<ExitWaiters>()
        .AddSingleton<NetworkReleases>()
        .AddSingleton<ContainerRecovery>()
        .AddSingleton<SandboxRecovery>()
        .AddSingleton<LeftoverRecovery>()
        .AddSingleton<Reconciliation>()
        // In this order: nothing listens to exits before the records are true, and nobody is served before that either.
        .AddHostedService(provider => provider.GetRequiredService<Reconciliation>())
        .AddHostedService(provider => provider.GetRequiredService<UserNamespaceSupport>())
        .AddHostedService<ExitRecorder>()
        .AddHostedService(provider => provider.GetRequiredService<NetworkReleases>());
}
