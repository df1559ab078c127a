using System.CommandLine;
using CriSharp.Cli.Output;

namespace CriSharp.Cli.Verbs;

/// <summary><c>images</c>: lists images.</summary>
internal static class ImagesVerb
{
    public static Command Create(CommandTree tree, string name)
    {
        var quiet = CommonOptions.Quiet();
        var whole = CommonOptions.NoTruncation();
        var output = CommonOptions.Output();
        var command = new Command(name, "Lists images") { quiet, whole, output };
        tree.OnInvoke(command, async session =>
        {
            var response = await session.Daemon.Images.ListImagesAsync(
                new Cri.ListImagesRequest(), cancellationToken: session.CancellationToken);
            if (session.Get(output) is not OutputFormat.Table and var format)
            {
                Structured.Write(session.Shell.OutputText, Structured.Of(response), format);
            }
            else if (session.Get(quiet))
            {
                response.Images.ToList().ForEach(image => session.Shell.Print(image.Id));
            }
            else
            {
                WriteTable(session.Shell, response.Images, session.Get(whole));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteTable(Shell shell, IEnumerable<Cri.Image> images, bool whole)
    {
        var rows =
            from image in images
            from name in NamesOf(image, whole)
            orderby name, image.Id
            select (Name: name, Image: image);
        var table = new Table("IMAGE", "IMAGE ID", "SIZE");
        foreach (var row in rows)
        {
            table.Add(row.Name, ShortId.Of(row.Image.Id, whole), HumanSize.Of(row.Image.Size));
        }

        table.Write(shell.OutputText, shell.Styled);
    }

    // Pulled by digest: no tag, one digest, which is too long for a table unless asked for.
    private static IEnumerable<string> NamesOf(Cri.Image image, bool whole) => (image.RepoTags.Count, image.RepoDigests.Count) switch
    {
        ( > 0, _) => image.RepoTags,
        (_, > 0) => image.RepoDigests.Select(digest => whole ? digest : Shortened(digest)),
        _ => [""],
    };

    private static string Shortened(string digest)
    {
        var at = digest.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? digest : $"{digest[..at]}@{ShortId.Of(digest[(at + 1)..])}";
    }
}
