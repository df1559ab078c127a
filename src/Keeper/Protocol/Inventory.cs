using CriSharp.Linux.Processes;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Protocol;

/// <summary>
/// What the keeper holds, told and dropped. A daemon asks after a restart, when what its predecessor began may still
/// be under way: that is awaited, so that the answer does not change a moment later.
/// </summary>
internal sealed class Inventory(KeeperServices services)
{
    // Shorter than the 10 s a client waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    // From a SIGKILL until the kernel has begun to end the process.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    internal async Task<Containers> ListAsync()
    {
        if (!await HasEndedAsync(services.Containers.LaunchesAsync(), Patience))
        {
            services.Journal.Tell($"list: a launch takes more than {Patience.TotalSeconds} s; its container is not listed");
        }

        var list = new Containers();
        list.Containers_.AddRange(services.Containers.All.Select(container => container.Record).Select(record => new Container
        {
            ContainerId = record.ContainerId,
            Process = record.Process,
            Exit = record.Exit,
        }));
        return list;
    }

    /// <summary>Drops all that is known of a container whose process has ended; unknown: no effect.</summary>
    /// <exception cref="RefusedException">It runs, or its launch or the recording of its exit takes too long.</exception>
    internal async Task ForgetAsync(string containerId)
    {
        if (!await HasEndedAsync(services.Containers.LaunchAsync(containerId), Patience))
        {
            throw Refused(containerId, "its launch is under way");
        }

        if (services.Containers.Find(containerId) is not { } container)
        {
            return;
        }

        await AwaitRecordAsync(container);
        services.Records.Delete(containerId);
        services.Containers.Remove(container); // before its log is closed, so that nobody can reopen that
        await container.Log.CloseAsync();
    }

    private async Task AwaitRecordAsync(KeptContainer container)
    {
        if (await HasEndedAsync(container.Watch, KillPatience))
        {
            return;
        }

        if (IsAlive(container.Record))
        {
            throw Refused(container.Id, "the container runs");
        }

        if (!await HasEndedAsync(container.Watch, Patience - KillPatience))
        {
            throw Refused(container.Id, "its exit is not recorded yet");
        }
    }

    /// <summary>
    /// The first process of a PID namespace that was killed still awaits the end of all others there; it is not alive.
    /// </summary>
    private static bool IsAlive(ContainerRecord record) =>
        ProcessStat.TryRead(record.Process.Pid) is { HasEnded: false, StartTicks: var start } && start == record.StartTicks;

    private async Task<bool> HasEndedAsync(Task work, TimeSpan patience)
    {
        try
        {
            await work.WaitAsync(patience, services.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static RefusedException Refused(string containerId, string cause) =>
        new(Failure.Types.Kind.FailedPrecondition, $"forget {containerId}: {cause}");
}
