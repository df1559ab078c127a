using System.CommandLine;
using System.CommandLine.Help;

namespace CriSharp.Cli.Verbs;

/// <summary><c>image …</c>: the verbs for images in one place; those used most also exist at the top.</summary>
internal static class ImageVerbs
{
    public static Command Create(CommandTree tree)
    {
        var command = new Command("image", "Lists, fetches, imports, inspects and removes images")
        {
            ImagesVerb.Create(tree, "ls"),
            PullVerb.Create(tree),
            ImportVerb.Create(tree),
            InspectVerb.Create(tree, InspectVerb.Kind.Image),
            RemoveImageVerb.Create(tree, "rm"),
        };
        command.SetAction(new HelpAction().Invoke);
        return command;
    }
}
