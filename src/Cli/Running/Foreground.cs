using CriSharp.Cli.Connection;
using CriSharp.Cli.Logs;
using CriSharp.Cli.Verbs;
using Grpc.Core;
using Node.V1;

namespace CriSharp.Cli.Running;

/// <summary>
/// A container in the foreground: its output appears here, Ctrl-C stops it, its exit code becomes ours. The first signal asks it to stop,
/// the second kills it, the third leaves it alone and ends this command.
/// </summary>
internal sealed class Foreground(Session session, RunningPod pod, bool remove)
{
    private readonly List<Task> _stops = [];
    private int _signals;

    /// <summary>The container's exit code, when everything it wrote has been printed.</summary>
    public async Task<int> RunAsync()
    {
        using (session.Shell.Interrupts.Take(OnSignal))
        {
            // A signal that came after the start and before we took them over.
            if (session.CancellationToken.IsCancellationRequested)
            {
                OnSignal();
            }

            var exitCode = await FollowAsync();
            await Task.WhenAll(_stops);
            await EndAsync();
            return exitCode;
        }
    }

    private async Task<int> FollowAsync()
    {
        var exit = ContainerExit.WaitAsync(session, pod.ContainerId, CancellationToken.None);
        var printer = new LogPrinter(session.Shell.Output, session.Shell.Error);
        using var follower = new LogFollower(pod.LogPath, printer);
        try
        {
            await follower.FollowAsync(exit, CancellationToken.None);
            var ended = await exit;
            TellReason(ended);
            return ended.ExitCode;
        }
        catch (RpcException exception)
        {
            var cause = RpcErrors.Describe(exception, session.Daemon.Socket);
            throw new CommandException($"lost sight of {pod.Metadata.Name}: {cause}", ExitCodes.RunFailed, exception);
        }
        catch (IOException)
        {
            // Nobody reads our output any more, or the log cannot be read: the container does not go on unseen.
            await StopAsync(StopVerb.DefaultGrace);
            await EndAsync();
            throw;
        }
    }

    private bool OnSignal()
    {
        var grace = Interlocked.Increment(ref _signals) switch
        {
            1 => StopVerb.DefaultGrace,
            2 => 0,
            _ => -1,
        };
        if (grace < 0)
        {
            return false;
        }

        lock (_stops)
        {
            _stops.Add(StopAsync(grace));
        }

        return true;
    }

    private async Task StopAsync(long grace)
    {
        try
        {
            await session.Daemon.Runtime.StopContainerAsync(new Cri.StopContainerRequest { ContainerId = pod.ContainerId, Timeout = grace });
        }
        catch (RpcException exception)
        {
            Tell("stop", exception);
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (remove)
            {
                await RunPods.RemoveAsync(session.Daemon, session.Shell, pod.PodId, pod.Metadata, marked: true);
            }
            else
            {
                await session.Daemon.Runtime.StopPodSandboxAsync(new Cri.StopPodSandboxRequest { PodSandboxId = pod.PodId });
            }
        }
        catch (RpcException exception)
        {
            // The container's exit code counts more.
            Tell(remove ? "remove" : "stop", exception);
        }
    }

    // 137 alone does not tell a container that was out of memory from one that somebody killed.
    private void TellReason(WaitContainerResponse ended)
    {
        if (ended.Reason is not ("" or "Completed" or "Error"))
        {
            session.Shell.Report($"{pod.Metadata.Name}: {ended.Reason}{(ended.Message.Length > 0 ? $": {ended.Message}" : "")}");
        }
    }

    private void Tell(string operation, RpcException exception) => session.Shell.ErrorText.WriteLine(
        $"crisharp: {operation} {pod.Metadata.Name}: {RpcErrors.Describe(exception, session.Daemon.Socket)}");
}
