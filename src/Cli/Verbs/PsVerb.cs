using System.CommandLine;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Output;
using Grpc.Core;

namespace CriSharp.Cli.Verbs;

/// <summary><c>ps</c>: lists containers.</summary>
internal static class PsVerb
{
    public static Command Create(CommandTree tree)
    {
        var all = CommonOptions.Flag("--all", "Also those that do not run", "-a");
        var quiet = CommonOptions.Quiet();
        var whole = CommonOptions.NoTruncation();
        var output = CommonOptions.Output();
        var command = new Command("ps", "Lists containers") { all, quiet, whole, output };
        tree.OnInvoke(command, async session =>
        {
            if (session.Get(output) is not OutputFormat.Table and var format)
            {
                return await WriteMessageAsync(session, session.Get(all), format);
            }

            var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
            var containers = inventory.Containers.Where(container => session.Get(all) || IsRunning(container)).ToList();
            if (session.Get(quiet))
            {
                containers.ForEach(container => session.Shell.Print(container.Id));
                return ExitCodes.Success;
            }

            await WriteTableAsync(session, inventory, containers, session.Get(whole));
            return ExitCodes.Success;
        });
        return command;
    }

    private static bool IsRunning(Cri.Container container) => container.State == Cri.ContainerState.ContainerRunning;

    private static async Task<int> WriteMessageAsync(Session session, bool all, OutputFormat format)
    {
        var request = new Cri.ListContainersRequest();
        if (!all)
        {
            request.Filter = new Cri.ContainerFilter { State = new Cri.ContainerStateValue { State = Cri.ContainerState.ContainerRunning } };
        }

        var response = await session.Daemon.Runtime.ListContainersAsync(request, cancellationToken: session.CancellationToken);
        Structured.Write(session.Shell.OutputText, Structured.Of(response), format);
        return ExitCodes.Success;
    }

    private static async Task WriteTableAsync(Session session, Inventory inventory, List<Cri.Container> containers, bool whole)
    {
        var states = await Task.WhenAll(containers.Select(container => StateAsync(session, container)));
        var table = new Table("CONTAINER ID", "NAME", "IMAGE", "STATE", "CREATED", "POD");
        foreach (var (container, state) in containers.Zip(states))
        {
            table.Add(
                ShortId.Of(container.Id, whole),
                container.Metadata.Name,
                ImageOf(container, whole),
                state,
                HumanAge.Ago(container.CreatedAt, session.Shell.Time),
                inventory.PodOf(container)?.Metadata.Name ?? ShortId.Of(container.PodSandboxId, whole));
        }

        table.Write(session.Shell.OutputText, session.Shell.Styled);
    }

    private static string ImageOf(Cri.Container container, bool whole)
    {
        var image = container.Image?.UserSpecifiedImage is { Length: > 0 } name ? name : container.Image?.Image ?? "";
        return image.StartsWith("sha256:", StringComparison.Ordinal) ? ShortId.Of(image, whole) : image;
    }

    // A list says that a container has exited; only its status says with which code.
    private static async Task<string> StateAsync(Session session, Cri.Container container)
    {
        if (container.State != Cri.ContainerState.ContainerExited)
        {
            return Words.Of(container.State);
        }

        try
        {
            var request = new Cri.ContainerStatusRequest { ContainerId = container.Id };
            var response = await session.Daemon.Runtime.ContainerStatusAsync(request, cancellationToken: session.CancellationToken);
            return Words.Exited(response.Status);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return "Removed";
        }
    }
}
