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
        .AddSingleton<SandboxFiles>()
        .AddSingleton<SandboxInit>()
        .AddSingleton<SandboxSetup>()
        .AddSingleton<SandboxTeardown>()
        .AddSingleton<RunPodSandbox>()
        .AddSingleton<StopPodSandbox>()
        .AddSingleton<RemovePodSandbox>()
        .AddSingleton<ImageVolumes>()
        .AddSingleton<ContainerPlanner>()
        .AddSingleton<ContainerTeardown>()
        .AddSingleton<CreateContainer>()
        .AddSingleton<StartContainer>()
        .AddSingleton<StopContainer>()
        .AddSingleton<RemoveContainer>()
        .AddSingleton<ReopenContainerLog>()
        .AddSingleton<ExecSync>()
        .AddSingleton<OomCounters>()
        .AddSingleton<ExitWaiters>()
        .AddSingleton<NetworkReleases>()
        .AddSingleton<ContainerRecovery>()
        .AddSingleton<SandboxRecovery>()
        .AddSingleton<LeftoverRecovery>()
        .AddSingleton<Reconciliation>()
        // In this order: nothing listens to exits before the records are true, and nobody is served before that either.
        .AddHostedService(provider => provider.GetRequiredService<Reconciliation>())
        .AddHostedService<ExitRecorder>()
        .AddHostedService(provider => provider.GetRequiredService<NetworkReleases>());
}
