using System.CommandLine;
using CriSharp.Cli.Arguments;
using CriSharp.Cli.Running;

namespace CriSharp.Cli.Verbs;

/// <summary><c>run</c>: makes a pod with one container from an image and runs it.</summary>
internal sealed class RunVerb
{
    private readonly Option<bool> _detach = CommonOptions.Flag("--detach", "Return as soon as it runs, and print its id", "-d");
    private readonly Option<bool> _remove = CommonOptions.Flag("--rm", "Remove container, pod and log when it has ended");
    private readonly Option<string?> _name = CommonOptions.Value("--name", "name", "Name of pod and container; one is made up otherwise");
    private readonly Option<string?> _memory = CommonOptions.Value("--memory", "size", "Memory limit, such as 64m or 1.5g", "-m");
    private readonly Option<string?> _cpus = CommonOptions.Value("--cpus", "number", "Processors at most, such as 0.5");
    private readonly Option<string[]> _publish = CommonOptions.Values(
        "--publish", "[ip:]host:container[/udp]", "Make a port reachable on the host", "-p");
    private readonly Option<string[]> _volume = CommonOptions.Values("--volume", "host:container[:ro]", "Show a host path in the container", "-v");
    private readonly Option<string[]> _environment = CommonOptions.Values(
        "--env", "name[=value]", "Set a variable; a bare name takes over yours", "-e");
    private readonly Option<string?> _workingDirectory = CommonOptions.Value("--workdir", "path", "Working directory", "-w");
    private readonly Option<string?> _user = CommonOptions.Value("--user", "uid|name[:gid]", "Who it runs as", "-u");
    private readonly Option<string?> _entrypoint = CommonOptions.Value("--entrypoint", "path", "Run this instead of the image's entrypoint");
    private readonly Option<string?> _hostname = CommonOptions.Value("--hostname", "name", "Host name in the pod");
    private readonly Option<string?> _network = CommonOptions.Value("--network", "pod|host", "A network of its own (pod), or the host's");
    private readonly Option<bool> _privileged = CommonOptions.Flag("--privileged", "All of root's power, all devices");
    private readonly Option<bool> _readOnly = CommonOptions.Flag("--read-only", "Root file system read-only");
    private readonly Option<string[]> _label = CommonOptions.Values("--label", "key=value", "Label on pod and container", "-l");
    private readonly Option<string?> _pull = CommonOptions.Value("--pull", "missing|always|never", "When to ask the registry");
    private readonly Option<string?> _runtime = CommonOptions.Value("--runtime", "handler", "One of the runtimes that 'crisharp info' lists");
    private readonly Option<bool> _interactive = CommonOptions.Flag("--interactive", "Not there yet", "-i");
    private readonly Option<bool> _terminal = CommonOptions.Flag("--tty", "Not there yet", "-t");
    private readonly Argument<string> _image = CommonArguments.One("image", "Image to run; fetched if it is not here");
    private readonly Argument<string[]> _arguments = new("command")
    {
        Description = "Replaces the image's command; everything after the image belongs to it",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create(CommandTree tree)
    {
        var verb = new RunVerb();
        tree.Names.CompleteImages(verb._image);
        verb._network.CompletionSources.Add("pod", "host");
        verb._pull.CompletionSources.Add("missing", "always", "never");
        var command = new Command("run", "Runs a container in a pod of its own")
        {
            verb._detach, verb._remove, verb._name, verb._memory, verb._cpus, verb._publish, verb._volume, verb._environment,
            verb._workingDirectory, verb._user, verb._entrypoint, verb._hostname, verb._network, verb._privileged, verb._readOnly,
            verb._label, verb._pull, verb._runtime, verb._interactive, verb._terminal, verb._image, verb._arguments,
        };
        tree.OnInvoke(command, session => new Runner(session, verb.OptionsOf(session)).RunAsync());
        return command;
    }

    private RunOptions OptionsOf(Session session)
    {
        Refuse(session);
        return new RunOptions
        {
            Image = session.Get(_image),
            Arguments = session.Get(_arguments),
            Entrypoint = session.Get(_entrypoint),
            Name = session.Get(_name) is { } name ? PodName.Check(name) : null,
            Hostname = session.Get(_hostname),
            Detach = session.Get(_detach),
            Remove = session.Get(_remove),
            Privileged = session.Get(_privileged),
            ReadOnly = session.Get(_readOnly),
            HostNetwork = IsHost(session.Get(_network)),
            MemoryBytes = session.Get(_memory) is { } memory ? MemorySize.Parse("--memory", memory) : 0,
            CpuQuota = session.Get(_cpus) is { } cpus ? CpuCount.ParseQuota("--cpus", cpus) : 0,
            Ports = [.. Many(session, _publish).Select(PublishedPort.Parse)],
            Mounts = [.. Many(session, _volume).Select(volume => Volume.Parse(volume, Environment.CurrentDirectory))],
            Environment = [.. EnvironmentOf(session)],
            Labels = [.. Many(session, _label).Select(Label.Parse)],
            WorkingDirectory = session.Get(_workingDirectory) ?? "",
            User = session.Get(_user) is { } user ? UserSpec.Parse(user) : null,
            Pull = PolicyOf(session.Get(_pull)),
            RuntimeHandler = session.Get(_runtime) ?? "",
        };
    }

    private void Refuse(Session session)
    {
        if (session.Get(_interactive) || session.Get(_terminal))
        {
            throw new CommandException(
                "run: interactive use (-i, -t) is not there yet; leave them out, or run a command with 'crisharp exec'", ExitCodes.RunFailed);
        }

        if (session.Get(_detach) && session.Get(_remove))
        {
            throw CommandException.Usage("run: --rm needs this command to stay until the end, and --detach lets it go; give one of them");
        }

        if (IsHost(session.Get(_network)) && (Many(session, _publish).Length > 0 || session.Get(_hostname) is not null))
        {
            throw CommandException.Usage(
                "run: with --network host the container has the host's ports and name: --publish and --hostname mean nothing");
        }
    }

    // A bare name that the caller has no value for is left out.
    private IEnumerable<Cri.KeyValue> EnvironmentOf(Session session) => Many(session, _environment)
        .Select(text => EnvironmentVariable.Parse(text, session.Shell.Environment))
        .OfType<Cri.KeyValue>();

    private static string[] Many(Session session, Option<string[]> option) => session.Get(option) ?? [];

    private static bool IsHost(string? network) => network switch
    {
        null or "pod" => false,
        "host" => true,
        _ => throw CommandException.Usage($"--network {network}: not one of pod, host"),
    };

    private static PullPolicy PolicyOf(string? text) => text switch
    {
        null or "missing" => PullPolicy.Missing,
        "always" => PullPolicy.Always,
        "never" => PullPolicy.Never,
        _ => throw CommandException.Usage($"--pull {text}: not one of missing, always, never"),
    };
}
