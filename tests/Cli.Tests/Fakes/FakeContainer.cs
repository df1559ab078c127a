using System.Globalization;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>A container of the fake daemon: its program is a delegate that writes the log as the keeper would.</summary>
internal sealed class FakeContainer(string id, Cri.CreateContainerRequest request, long createdAt)
{
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public string PodId => request.PodSandboxId;

    public Cri.ContainerConfig Config => request.Config;

    public string LogPath => Path.Combine(request.SandboxConfig.LogDirectory, request.Config.LogPath);

    public Cri.ContainerState State { get; set; } = Cri.ContainerState.ContainerCreated;

    public int ExitCode { get; private set; }

    public string Reason { get; set; } = "";

    /// <summary>Completed with the grace of the first stop.</summary>
    public TaskCompletionSource<long> Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when a stop without grace came.</summary>
    public TaskCompletionSource Killed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> Exit => _exit.Task;

    public void End(int exitCode)
    {
        ExitCode = exitCode;
        State = Cri.ContainerState.ContainerExited;
        _exit.TrySetResult(exitCode);
    }

    public void Remove() => _exit.TrySetCanceled();

    /// <summary>Appends a log record.</summary>
    public void Write(string stream, string content, bool partial = false) =>
        File.AppendAllText(LogPath, string.Create(CultureInfo.InvariantCulture, $"2026-01-02T03:04:05.123456789Z {stream} {(partial ? 'P' : 'F')} {content}\n"));

    public Cri.Container Item() => new()
    {
        Id = Id,
        PodSandboxId = PodId,
        Metadata = Config.Metadata,
        Image = Config.Image,
        ImageId = Config.Image.Image,
        State = State,
        CreatedAt = createdAt,
        Labels = { Config.Labels },
    };

    public Cri.ContainerStatus Status() => new()
    {
        Id = Id,
        Metadata = Config.Metadata,
        Image = Config.Image,
        State = State,
        CreatedAt = createdAt,
        ExitCode = ExitCode,
        Reason = Reason,
        LogPath = LogPath,
    };
}
