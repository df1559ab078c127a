using Grpc.Core;
using Node.V1;

namespace CriSharp.Cli.Connection;

/// <summary>
/// Waits for the end of a container. Containers outlive the daemon, so a daemon that is being restarted is waited for.
/// </summary>
internal static class ContainerExit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The exit of the container; NotFound if it is removed meanwhile.</summary>
    public static async Task<WaitContainerResponse> WaitAsync(Session session, string containerId, CancellationToken cancellationToken)
    {
        var time = session.Shell.Time;
        var lastAlive = time.GetTimestamp();
        while (true)
        {
            var begun = time.GetTimestamp();
            try
            {
                return await session.Daemon.Node.WaitContainerAsync(
                    new WaitContainerRequest { ContainerId = containerId }, cancellationToken: cancellationToken);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
                // A call that lasted was answered by somebody until now.
                lastAlive = time.GetElapsedTime(begun) > Pause ? time.GetTimestamp() : lastAlive;
                if (time.GetElapsedTime(lastAlive) > Patience)
                {
                    throw;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Ends when the container has ended, or is removed.</summary>
    public static async Task EndedAsync(Session session, string containerId)
    {
        try
        {
            await WaitAsync(session, containerId, session.CancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            // Removed: nothing more will be written.
        }
    }
}
