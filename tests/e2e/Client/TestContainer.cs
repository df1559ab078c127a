using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Client;

/// <summary>A container made by a test; it goes with its pod.</summary>
public sealed class TestContainer(TestPod pod, Cri.ContainerConfig config, string id)
{
    private TestNode Node => pod.Node;

    public string Id => id;

    public Cri.ContainerConfig Config => config;

    public string LogPath => Path.Combine(pod.Config.LogDirectory, config.LogPath);

    public async Task<Cri.ContainerStatus> StatusAsync() =>
        (await Node.Runtime.ContainerStatusAsync(new() { ContainerId = id })).Status;

    public async Task StartAsync() => await Node.Runtime.StartContainerAsync(new() { ContainerId = id });

    public async Task StopAsync(long timeout = 0) => await Node.Runtime.StopContainerAsync(new() { ContainerId = id, Timeout = timeout });

    public async Task RemoveAsync() => await Node.Runtime.RemoveContainerAsync(new() { ContainerId = id });

    /// <summary>Waits until the container has exited; returns its status then.</summary>
    public async Task<Cri.ContainerStatus> ExitAsync()
    {
        await Node.Client.Node.WaitContainerAsync(new() { ContainerId = id });
        var status = await StatusAsync();
        Assert.Equal(Cri.ContainerState.ContainerExited, status.State);
        return status;
    }

    public async Task<Output> ExecAsync(params string[] command)
    {
        var answer = await ExecBytesAsync(command, timeout: 0);
        return new Output(answer.ExitCode, answer.Stdout.ToStringUtf8(), answer.Stderr.ToStringUtf8());
    }

    public async Task<Cri.ExecSyncResponse> ExecBytesAsync(string[] command, long timeout) =>
        await Node.Runtime.ExecSyncAsync(new() { ContainerId = id, Cmd = { command }, Timeout = timeout });

    /// <summary>The log so far.</summary>
    public IReadOnlyList<LogRecord> Log() => LogRecord.Read(LogPath);

    /// <summary>What one stream has written so far, with the records joined to lines again.</summary>
    public string LogText(string stream) =>
        string.Concat(Log().Where(record => record.Stream == stream).Select(record => record.Content + (record.IsPartial ? "" : "\n")));

    /// <summary>Waits until a line with this text is in the log.</summary>
    public async Task<LogRecord> LoggedAsync(string text)
    {
        var seen = await Deadlines.UntilAsync(
            () => Task.FromResult(File.Exists(LogPath) ? Log().FirstOrDefault(record => record.Content.Contains(text, StringComparison.Ordinal)) : null),
            record => record is not null);
        Assert.True(seen is not null, $"no line with '{text}' in the log");
        return seen;
    }

}
