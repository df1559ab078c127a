using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using CriSharp.Cli.Output;

namespace CriSharp.Cli.Verbs;

/// <summary><c>version</c>: of this command and of the daemon.</summary>
internal static class VersionVerb
{
    /// <summary>The version of this command, without the commit it was built from.</summary>
    private static string OfClient =>
        typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Command Create(CommandTree tree)
    {
        var output = CommonOptions.Output();
        var command = new Command("version", "Shows the versions of this command and of the daemon") { output };
        tree.OnInvoke(command, async session =>
        {
            var format = session.Get(output);
            if (format == OutputFormat.Table)
            {
                Facts.Write(session.Shell.OutputText, ("client", $"crisharp {OfClient}"));

                // Told even if the daemon is away.
                await session.Shell.OutputText.FlushAsync(session.CancellationToken);
            }

            var server = await session.Daemon.Runtime.VersionAsync(new Cri.VersionRequest(), cancellationToken: session.CancellationToken);
            if (format == OutputFormat.Table)
            {
                Facts.Write(session.Shell.OutputText, ("daemon", $"{server.RuntimeName} {server.RuntimeVersion}, CRI {server.RuntimeApiVersion}"));
            }
            else
            {
                var both = new JsonObject { ["client"] = new JsonObject { ["version"] = OfClient }, ["daemon"] = Structured.Of(server) };
                Structured.Write(session.Shell.OutputText, both, format);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
