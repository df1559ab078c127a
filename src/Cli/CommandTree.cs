using System.CommandLine;
using System.CommandLine.Help;
using CriSharp.Cli.Connection;
using CriSharp.Cli.Verbs;

namespace CriSharp.Cli;

/// <summary>All verbs under one root, with what they share: the socket, the names that completion offers, and the way to a <see cref="Session"/>.</summary>
internal sealed class CommandTree
{
    private readonly Shell _shell;

    public CommandTree(Shell shell)
    {
        _shell = shell;
        Socket = new Option<string>("--socket")
        {
            Description = "The daemon's socket",
            HelpName = "path",
            Recursive = true,
            DefaultValueFactory = _ => shell.Environment("CRISHARP_SOCKET") is { Length: > 0 } socket ? socket : Daemon.DefaultSocket,
        };
        Root = new RootCommand("Runs and inspects pods and containers on this machine through the CriSharp daemon") { Socket };

        // The library's own has more aliases (/?, /h), which mean a path here.
        Root.Options.Remove(Root.Options.OfType<HelpOption>().Single());
        Root.Add(new HelpOption("--help", "-h"));
        Root.SetAction(new HelpAction().Invoke);
        AddVerbs();
    }

    /// <summary>The command itself.</summary>
    public RootCommand Root { get; }

    /// <summary><c>--socket</c>.</summary>
    public Option<string> Socket { get; }

    /// <summary>The names that completion offers.</summary>
    public KnownNames Names { get; } = new();

    /// <summary>Says what a verb does; it answers the exit code.</summary>
    public void OnInvoke(Command command, Func<Session, Task<int>> action) => command.SetAction(async (parsed, _) =>
    {
        using var daemon = new Daemon(parsed.GetValue(Socket)!);
        return await action(new Session(parsed, daemon, _shell, _shell.Interrupts.Token));
    });

    private void AddVerbs()
    {
        Root.Add(RunVerb.Create(this));
        Root.Add(PsVerb.Create(this));
        Root.Add(PodsVerb.Create(this));
        Root.Add(LogsVerb.Create(this));
        Root.Add(ExecVerb.Create(this));
        Root.Add(InspectVerb.Create(this));
        Root.Add(UpdateVerb.Create(this));
        Root.Add(StopVerb.Create(this));
        Root.Add(RemoveVerb.Create(this));
        Root.Add(ImagesVerb.Create(this, "images"));
        Root.Add(PullVerb.Create(this));
        Root.Add(RemoveImageVerb.Create(this, "rmi"));
        Root.Add(ImageVerbs.Create(this));
        Root.Add(InfoVerb.Create(this));
        Root.Add(VersionVerb.Create(this));
        Root.Add(CompletionVerb.Create(this));
    }
}
