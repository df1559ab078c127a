using System.CommandLine;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Running;

namespace CriSharp.Cli.Verbs;

/// <summary><c>stop</c>: stops containers, and pods with their containers.</summary>
internal static class StopVerb
{
    /// <summary>Seconds of grace that container tools give by custom.</summary>
    public const long DefaultGrace = 10;

    public static Command Create(CommandTree tree)
    {
        var targets = CommonArguments.Many("container|pod", CommonArguments.HowToName);
        tree.Names.CompleteContainersAndPods(targets);
        var grace = new Option<long>("--time", "-t")
        {
            Description = "Seconds between the stop signal and SIGKILL",
            HelpName = "seconds",
            DefaultValueFactory = _ => DefaultGrace,
        };
        var command = new Command("stop", "Stops containers, or pods with their containers") { targets, grace };
        tree.OnInvoke(command, async session =>
        {
            if (session.Get(grace) < 0)
            {
                throw CommandException.Usage($"--time {session.Get(grace)}: less than no time");
            }

            var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
            return await EachTarget.RunAsync(
                session, session.Get(targets), target => StopAsync(session, inventory, target, session.Get(grace)));
        });
        return command;
    }

    private static async Task StopAsync(Session session, Inventory inventory, string target, long grace)
    {
        if (inventory.FindContainer(target) is { } container)
        {
            await StopContainerAsync(session, container, grace);
            await RunPods.StopIfIdleAsync(session.Daemon, inventory.PodOf(container));
            session.Shell.Print($"container {container.Metadata.Name}");
        }
        else if (inventory.FindPod(target) is { } pod)
        {
            await Task.WhenAll(inventory.ContainersOf(pod).Select(inPod => StopContainerAsync(session, inPod, grace)));
            await session.Daemon.Runtime.StopPodSandboxAsync(
                new Cri.StopPodSandboxRequest { PodSandboxId = pod.Id }, cancellationToken: session.CancellationToken);
            session.Shell.Print($"pod {pod.Metadata.Name}");
        }
        else
        {
            throw new CommandException($"no such container or pod: {target}");
        }
    }

    private static async Task StopContainerAsync(Session session, Cri.Container container, long grace)
    {
        if (container.State == Cri.ContainerState.ContainerExited)
        {
            return;
        }

        await session.Daemon.Runtime.StopContainerAsync(
            new Cri.StopContainerRequest { ContainerId = container.Id, Timeout = grace }, cancellationToken: session.CancellationToken);
    }
}
