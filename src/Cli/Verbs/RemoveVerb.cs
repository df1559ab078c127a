using System.CommandLine;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Running;

namespace CriSharp.Cli.Verbs;

/// <summary><c>rm</c>: removes containers, and pods with their containers. It tells what went.</summary>
internal static class RemoveVerb
{
    public static Command Create(CommandTree tree)
    {
        var targets = CommonArguments.Many("container|pod", CommonArguments.HowToName);
        tree.Names.CompleteContainersAndPods(targets);
        var force = CommonOptions.Flag("--force", "Kill what runs", "-f");
        var command = new Command("rm", "Removes containers, or pods with their containers") { targets, force };
        tree.OnInvoke(command, async session =>
        {
            var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
            return await EachTarget.RunAsync(
                session, session.Get(targets), target => RemoveAsync(session, inventory, target, session.Get(force)));
        });
        return command;
    }

    private static Task RemoveAsync(Session session, Inventory inventory, string target, bool force) =>
        inventory.FindContainer(target) is { } container ? RemoveContainerAsync(session, inventory, container, force)
        : inventory.FindPod(target) is { } pod ? RemovePodAsync(session, inventory, pod, force)
        : throw new CommandException($"no such container or pod: {target}");

    private static async Task RemoveContainerAsync(Session session, Inventory inventory, Cri.Container container, bool force)
    {
        Demand(container, force);
        await session.Daemon.Runtime.RemoveContainerAsync(
            new Cri.RemoveContainerRequest { ContainerId = container.Id }, cancellationToken: session.CancellationToken);
        Tell(session, "container", container.Metadata.Name);

        var pod = inventory.PodOf(container);
        if (await RunPods.RemoveIfEmptyAsync(session.Daemon, session.Shell, pod))
        {
            Tell(session, "pod", pod!.Metadata.Name);
        }
    }

    private static async Task RemovePodAsync(Session session, Inventory inventory, Cri.PodSandbox pod, bool force)
    {
        var containers = inventory.ContainersOf(pod).ToList();
        containers.ForEach(container => Demand(container, force));
        await RunPods.RemoveAsync(session.Daemon, session.Shell, pod.Id, pod.Metadata, RunPods.IsMarked(pod));
        containers.ForEach(container => Tell(session, "container", container.Metadata.Name));
        Tell(session, "pod", pod.Metadata.Name);
    }

    // The CRI kills what is removed; a person is asked for -f before.
    private static void Demand(Cri.Container container, bool force)
    {
        if (!force && container.State == Cri.ContainerState.ContainerRunning)
        {
            throw new CommandException($"rm {container.Metadata.Name}: it is running; stop it first, or remove it with -f");
        }
    }

    private static void Tell(Session session, string kind, string name) => session.Shell.Print($"{kind} {name}");
}
