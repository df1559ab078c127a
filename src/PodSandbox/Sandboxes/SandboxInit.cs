using CriSharp.Failures;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using CriSharp.Runtime.Namespaces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Sandboxes;

/// <summary>
/// The one process that a pod itself may have: the init of a PID namespace that its containers share. It is a container to the OCI runtime and
/// to the keeper, under the sandbox's own id, with a root that holds nothing but the init program.
/// </summary>
public sealed partial class SandboxInit(
    SandboxTable sandboxes,
    SandboxRuntimes runtimes,
    IKeeper keeper,
    ISandboxNamespaces namespaces,
    NodePaths paths,
    SandboxPlanner planner,
    EntityLocks locks,
    IOptions<PodSandboxOptions> options,
    TimeProvider clock,
    ILogger<SandboxInit> logger)
{
    private const string Program = "catatonit";

    private static readonly string[] MountPoints = ["proc", "dev", "sys"];

    /// <summary>Starts the init and pins its PID namespace; returns the record with the namespace's path.</summary>
    public async Task<SandboxRecord> StartAsync(SandboxRecord record)
    {
        var bundle = paths.InitBundle(record.Id);
        var rootfs = Path.Combine(bundle, "rootfs");
        PassableDirectory.Create(bundle);
        foreach (var mountPoint in MountPoints)
        {
            Directory.CreateDirectory(Path.Combine(rootfs, mountPoint));
        }

        CopyProgram(Path.Combine(rootfs, Program));
        await planner.WriteInitBundleAsync(record, bundle, rootfs);
        var runtime = runtimes.Of(record);
        var pidFile = Path.Combine(bundle, "pid");
        var process = await keeper.LaunchAsync(
            new LaunchRequest
            {
                ContainerId = record.Id.Value,
                CreateCommand = runtime.CreateCommand(record.Id.Value, bundle, pidFile, consoleSocket: null),
                StartCommand = runtime.StartCommand(record.Id.Value),
                DeleteCommand = runtime.DeleteCommand(record.Id.Value),
                PidFile = pidFile,
            },
            CancellationToken.None);
        var pinned = await namespaces.PinPidNamespaceAsync(paths.Namespaces(record.Id), process.Pid, CancellationToken.None);
        record = record with { Facts = record.Facts with { Namespaces = record.Facts.Namespaces with { Pid = pinned } } };
        sandboxes.Save(record);
        return record;
    }

    /// <summary>Ends the init, and with it all that is left in the pod's PID namespace.</summary>
    public Task StopAsync(SandboxRecord record, CancellationToken cancellationToken) =>
        // The keeper tells its exit, and forgets it when that is recorded.
        runtimes.DeleteAsync(record, record.Id.Value, planner.InitCgroup(record), cancellationToken);

    /// <summary>If the exit is that of a pod's init, the pod's namespace is dead and the sandbox not ready; false if it is none.</summary>
    public async Task<bool> RecordExitAsync(ContainerExit exit, CancellationToken cancellationToken)
    {
        var id = new SandboxId(exit.ContainerId);
        if (sandboxes.Find(id) is not { Facts.HasInit: true })
        {
            return false;
        }

        using var held = await locks.Sandboxes.EnterAsync(id, cancellationToken);
        if (sandboxes.Find(id) is { Facts.State: SandboxState.Ready ready } record)
        {
            sandboxes.Save(record.With(ready.Stop(clock.GetUtcNow())));
            LogDied(id, exit.ExitCode);
        }

        return true;
    }

    private void CopyProgram(string target)
    {
        if (!File.Exists(options.Value.PodInitPath))
        {
            throw new FailureException(
                FailureKind.FailedPrecondition,
                $"share the PID namespace: the pod init {options.Value.PodInitPath} is not installed (package catatonit)");
        }

        File.Copy(options.Value.PodInitPath, target, overwrite: true);
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    [LoggerMessage(1005, LogLevel.Warning, "init of pod sandbox {SandboxId} ended with code {ExitCode}, the sandbox is not ready any more")]
    private partial void LogDied(SandboxId sandboxId, int exitCode);
}
