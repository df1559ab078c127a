using CriSharp.Failures;
using KeeperProtocol.V1;

namespace CriSharp.Runtime.Keeping;

/// <summary>From the keeper's protocol to the terms of this project, and back.</summary>
internal static class KeeperMessages
{
    internal static LaunchContainer Launch(LaunchRequest request) => new()
    {
        ContainerId = request.ContainerId,
        CreateCommand = { request.CreateCommand },
        StartCommand = { request.StartCommand },
        DeleteCommand = { request.DeleteCommand },
        PidFile = request.PidFile,
        ConsoleSocket = request.ConsoleSocket ?? "",
        LogPath = request.LogPath ?? "",
        Stdin = request.Stdin,
        Uid = request.Uid,
        Gid = request.Gid,
        Oom = request.Oom is { } oom ? new OomFiles { Own = oom.Own, Above = oom.Above ?? "" } : null,
    };

    internal static Exec Exec(ExecRequest request) => new()
    {
        ContainerId = request.ContainerId,
        ExecId = request.ExecId,
        Command = { request.Command },
        PidFile = request.PidFile,
        Stdin = request.Stdin is not null,
        Stdout = request.Stdout is not null,
        Stderr = request.Stderr is not null,
    };

    internal static KeptProcess Process(Process process) => new(process.Pid, Time(process.StartedAt));

    internal static ContainerExit Exit(KeeperProtocol.V1.ContainerExit exit) =>
        new(exit.ContainerId, exit.ExitCode, exit.Signal, Time(exit.FinishedAt), exit.OomKills);

    internal static KeptContainer Container(Container container) =>
        new(container.ContainerId, Process(container.Process), container.Exit is null ? null : Exit(container.Exit));

    internal static FailureException Failure(Failure failure) => new(Kind(failure.Kind), failure.Message);

    private static FailureKind Kind(Failure.Types.Kind kind) => kind switch
    {
        KeeperProtocol.V1.Failure.Types.Kind.InvalidArgument => FailureKind.InvalidArgument,
        KeeperProtocol.V1.Failure.Types.Kind.NotFound => FailureKind.NotFound,
        KeeperProtocol.V1.Failure.Types.Kind.AlreadyExists => FailureKind.AlreadyExists,
        KeeperProtocol.V1.Failure.Types.Kind.FailedPrecondition => FailureKind.FailedPrecondition,
        _ => FailureKind.Internal,
    };

    private static DateTimeOffset Time(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
