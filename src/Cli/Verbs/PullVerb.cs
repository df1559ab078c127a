using System.CommandLine;
using CriSharp.Cli.Pulling;
using Node.V1;

namespace CriSharp.Cli.Verbs;

/// <summary><c>pull</c>: fetches an image from its registry. Its id goes to standard output.</summary>
internal static class PullVerb
{
    public static Command Create(CommandTree tree)
    {
        var image = CommonArguments.One("image", "Such as busybox, registry.example.org/team/app:1.2 or name@sha256:…");
        tree.Names.CompleteImages(image);
        var credentials = CommonOptions.Value(
            "--creds", "user[:password]", "Log in at the registry; without :password it is asked for, or read from standard input");
        var quiet = CommonOptions.Flag("--quiet", "No progress", "-q");
        var command = new Command("pull", "Fetches an image from its registry") { image, credentials, quiet };
        tree.OnInvoke(command, async session =>
        {
            var request = new PullImageRequest { Image = session.Get(image) };
            if (session.Get(credentials) is { } text)
            {
                (request.Username, request.Password) = await CredentialsAsync(session, text);
            }

            session.Shell.Print(await Puller.PullAsync(session, request, session.Get(quiet)));
            return ExitCodes.Success;
        });
        return command;
    }

    // Every user of the machine can read a password in the list of processes; so it need not be there.
    private static async Task<(string User, string Password)> CredentialsAsync(Session session, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            return (text[..colon], text[(colon + 1)..]);
        }

        if (!session.Shell.InputIsTerminal)
        {
            var line = await session.Shell.Input.ReadLineAsync(session.CancellationToken);
            return (text, line ?? throw CommandException.Usage($"--creds {text}: no password on standard input"));
        }

        // A read from the terminal cannot be cancelled: Ctrl-C ends the process then.
        using (session.Shell.Interrupts.Take(() => false))
        {
            return (text, session.Shell.ReadSecret($"password of {text}: "));
        }
    }
}
