using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Keeping;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// StartContainer: mounts the root file system and has the keeper launch the process. It goes on when the caller has gone. A failed start
/// leaves the container exited with code 128 and reason StartError, and fails the call.
/// </summary>
public sealed partial class StartContainer(
    SandboxTable sandboxes,
    ContainerTable containers,
    RunMounts mounts,
    SandboxRuntimes runtimes,
    IKeeper keeper,
    ICgroups cgroups,
    ContainerTeardown teardown,
    ExitWaiters exits,
    EntityLocks locks,
    NodePaths paths,
    TimeProvider clock,
    ILogger<StartContainer> logger)
{
    private readonly JoinedOperations<ContainerId, ContainerId> _operations =
        new(id => containers.Find(id)?.Facts.State is ContainerState.Running);

    /// <summary>Returns once the process runs.</summary>
    public Task StartAsync(ContainerId id, CancellationToken call) => _operations.RunAsync(id, () => StartToEndAsync(id), call);

    /// <summary>The container is gone.</summary>
    public void Forget(ContainerId id) => _operations.Drop(id);

    private async Task<ContainerId> StartToEndAsync(ContainerId id)
    {
        using var held = await locks.Containers.EnterAsync(id, CancellationToken.None);
        var container = containers.Get(id.Value);
        if (container.Facts.State is not ContainerState.Created created)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"start container {id}: it is {StateName(container)}, only a created one starts");
        }

        // StopPodSandbox marks the sandbox before it takes this container's lock: either we see the mark, or it sees the running container.
        var sandbox = sandboxes.Find(container.SandboxId);
        if (sandbox?.Facts.State is not SandboxState.Ready)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"start container {id}: pod sandbox {container.SandboxId} is not ready");
        }

        try
        {
            var process = await LaunchAsync(container, sandbox, runtimes.Of(sandbox));
            container = container.With(created.Start(process));
            containers.Save(container);
        }
        catch (Exception e)
        {
            var cause = $"run {container.Facts.Program}: {e.Message}";
            await FailAsync(container, created, cause);
            throw new FailureException(FailureKind.Unknown, $"start container {id}: {cause}", e);
        }

        LogStarted(id, ((ContainerState.Running)container.Facts.State).Pid);
        return id;
    }

    private async Task<KeptProcess> LaunchAsync(ContainerRecord container, SandboxRecord sandbox, IOciRuntime runtime)
    {
        var id = container.Id.Value;
        var bundle = paths.Bundle(container.Id);
        await mounts.MountAsync(container, sandbox);
        var pidFile = Path.Combine(bundle, "pid");
        var (uid, gid) = MappedIdentity.OnNode(container.Facts.Uid, container.Facts.Gid, sandbox.Config);
        var consoleSocket = container.Config.Tty ? paths.ConsoleSocket(container.Id) : null;
        return await keeper.LaunchAsync(
            new LaunchRequest
            {
                ContainerId = id,
                CreateCommand = runtime.CreateCommand(id, bundle, pidFile, consoleSocket),
                StartCommand = runtime.StartCommand(id),
                DeleteCommand = runtime.DeleteCommand(id),
                PidFile = pidFile,
                ConsoleSocket = consoleSocket,
                LogPath = container.Facts.LogPath,
                Stdin = container.Config.Stdin,
                Uid = uid,
                Gid = gid,
                StdinOnce = container.Config.StdinOnce,
                Oom = cgroups.OomCounterFiles(container.Facts.CgroupPath),
            },
            CancellationToken.None);
    }

    private async Task FailAsync(ContainerRecord container, ContainerState.Created created, string cause)
    {
        LogNotStarted(container.Id, cause);
        try
        {
            await teardown.ReleaseAsync(container);
        }
        catch (FailureException e)
        {
            // RemoveContainer takes the same steps again.
            LogNotReleased(container.Id, e.Message);
        }

        containers.Save(container.With(created.FailToStart(cause, clock.GetUtcNow())));
        exits.Notify(container.Id);
    }

    private static string StateName(ContainerRecord container) => container.Facts.State switch
    {
        ContainerState.Running => "running",
        ContainerState.Exited => "exited",
        _ => "created",
    };

    [LoggerMessage(2002, LogLevel.Information, "container {ContainerId} started, pid {Pid}")]
    private partial void LogStarted(ContainerId containerId, int pid);

    [LoggerMessage(2003, LogLevel.Warning, "container {ContainerId} not started: {Cause}")]
    private partial void LogNotStarted(ContainerId containerId, string cause);

    [LoggerMessage(2004, LogLevel.Warning, "container {ContainerId} not wholly released: {Cause}")]
    private partial void LogNotReleased(ContainerId containerId, string cause);
}
