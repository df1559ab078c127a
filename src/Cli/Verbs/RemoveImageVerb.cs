using System.CommandLine;
using CriSharp.Cli.Connection;

namespace CriSharp.Cli.Verbs;

/// <summary><c>rmi</c>: removes images with all their names.</summary>
internal static class RemoveImageVerb
{
    public static Command Create(CommandTree tree, string name)
    {
        var images = CommonArguments.Many("image", "Name, id or its beginning");
        tree.Names.CompleteImages(images);
        var command = new Command(name, "Removes images, with all their names") { images };
        tree.OnInvoke(command, session => EachTarget.RunAsync(session, session.Get(images), image => RemoveAsync(session, image)));
        return command;
    }

    private static async Task RemoveAsync(Session session, string text)
    {
        // The CRI answers OK for an image that is not there; a person who mistyped wants to know.
        var image = (await ImageLookup.FindAsync(session.Daemon, text, verbose: false, session.CancellationToken)).Image;
        await session.Daemon.Images.RemoveImageAsync(
            new Cri.RemoveImageRequest { Image = new Cri.ImageSpec { Image = image.Id } }, cancellationToken: session.CancellationToken);
        foreach (var name in image.RepoTags.Count > 0 ? (IEnumerable<string>)image.RepoTags : [image.Id])
        {
            session.Shell.Print($"image {name}");
        }
    }
}
