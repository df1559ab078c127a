using System.CommandLine;
using System.CommandLine.Help;

namespace CriSharp.Cli.Verbs;

/// <summary><c>image …</c>: the verbs for images in one place; those used most also exist at the top.</summary>
internal static class ImageVerbs
{
    public static Command Create(CommandLine commandLine)
    {
        var command = new Command("image", "Lists, fetches, imports, inspects and removes images")
        {
            ImagesVerb.Create(commandLine, "ls"),
            PullVerb.Create(commandLine),
            ImportVerb.Create(commandLine),
            InspectVerb.Create(commandLine, InspectVerb.Kind.Image),
            RemoveImageVerb.Create(commandLine, "rm"),
        };
        command.SetAction(new HelpAction().Invoke);
        return command;
    }
}
