using System.CommandLine;
using System.Text.Json.Nodes;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Output;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace CriSharp.Cli.Verbs;

/// <summary><c>inspect</c>: everything the daemon knows of a container, a pod or an image, for programs and the curious.</summary>
internal static class InspectVerb
{
    /// <summary>What to look for.</summary>
    internal enum Kind
    {
        Any,
        Container,
        Pod,
        Image,
    }

    public static Command Create(CommandTree tree, Kind only = Kind.Any)
    {
        var target = CommonArguments.One(only == Kind.Image ? "image" : "container|pod|image", "Name, id or its beginning");
        (only == Kind.Image ? (Action<Argument>)tree.Names.CompleteImages : tree.Names.CompleteAll)(target);
        var type = new Option<Kind>("--type")
        {
            Description = "Look only for this kind",
            HelpName = "container|pod|image",
            DefaultValueFactory = _ => only,
            Hidden = only != Kind.Any,
        };
        var output = CommonOptions.Output(OutputFormat.Json);
        var command = new Command("inspect", "Shows everything that is known of a container, a pod or an image") { target, type, output };
        tree.OnInvoke(command, async session =>
        {
            var node = await FindAsync(session, session.Get(target), session.Get(type));
            Structured.Write(session.Shell.OutputText, node, session.Get(output));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<JsonNode> FindAsync(Session session, string target, Kind kind)
    {
        if (kind != Kind.Image)
        {
            var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
            if (kind != Kind.Pod && inventory.FindContainer(target) is { } container)
            {
                return await ContainerAsync(session, container.Id);
            }

            if (kind != Kind.Container && inventory.FindPod(target) is { } pod)
            {
                return await PodAsync(session, pod.Id);
            }

            if (kind != Kind.Any)
            {
                throw new CommandException($"no such {(kind == Kind.Pod ? "pod" : "container")}: {target}");
            }
        }

        var image = await ImageLookup.FindAsync(session.Daemon, target, verbose: true, session.CancellationToken);
        return Combine(image.Image, image.Info);
    }

    private static async Task<JsonNode> ContainerAsync(Session session, string id)
    {
        var request = new Cri.ContainerStatusRequest { ContainerId = id, Verbose = true };
        var response = await session.Daemon.Runtime.ContainerStatusAsync(request, cancellationToken: session.CancellationToken);
        return Combine(response.Status, response.Info);
    }

    private static async Task<JsonNode> PodAsync(Session session, string id)
    {
        var request = new Cri.PodSandboxStatusRequest { PodSandboxId = id, Verbose = true };
        var response = await session.Daemon.Runtime.PodSandboxStatusAsync(request, cancellationToken: session.CancellationToken);
        return Combine(response.Status, response.Info);
    }

    // The same two names for all three kinds, as crictl has them.
    private static JsonObject Combine(IMessage status, MapField<string, string> info) => new()
    {
        ["status"] = Structured.Of(status),
        ["info"] = Structured.Of(info),
    };
}
