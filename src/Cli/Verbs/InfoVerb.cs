using System.CommandLine;
using System.Globalization;
using CriSharp.Cli.Output;
using Node.V1;

namespace CriSharp.Cli.Verbs;

/// <summary><c>info</c>: facts about the daemon and its host.</summary>
internal static class InfoVerb
{
    public static Command Create(CommandTree tree)
    {
        var output = CommonOptions.Output();
        var command = new Command("info", "Shows facts about the daemon and this machine") { output };
        tree.OnInvoke(command, async session =>
        {
            var info = await session.Daemon.Node.InfoAsync(new InfoRequest(), cancellationToken: session.CancellationToken);
            if (session.Get(output) is not OutputFormat.Table and var format)
            {
                Structured.Write(session.Shell.OutputText, Structured.Of(info), format);
            }
            else
            {
                Write(session, info);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(Session session, InfoResponse info) => Facts.Write(
        session.Shell.OutputText,
        ("daemon", $"{info.Version}, process {info.Pid}, {session.Daemon.Socket}"),
        ("keeper", info.KeeperVersion),
        ("pods", Number(info.Pods)),
        ("containers", $"{Number(info.Containers)}, {Number(info.RunningContainers)} running"),
        ("images", Number(info.Images)),
        ("network", info.NetworkReady ? "ready" : $"not ready: {info.NetworkMessage}"),
        ("network configuration", info.CniConfigurationDirectory),
        ("runtimes", string.Join(", ", info.RuntimeHandlers)),
        ("default runtime", info.DefaultRuntimeHandler),
        ("cgroups", $"{info.CgroupVersion}, driver {info.CgroupDriver}"),
        ("state", info.StateDirectory),
        ("run files", info.RuntimeDirectory),
        ("system", info.OperatingSystem),
        ("kernel", $"{info.Kernel} {info.Architecture}"),
        ("processors", Number(info.Cpus)),
        ("memory", HumanSize.Of(info.MemoryBytes)));

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
