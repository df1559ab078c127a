using System.CommandLine;
using System.CommandLine.Parsing;

namespace CriSharp.Cli;

/// <summary>Words for a command line that cannot be understood.</summary>
internal static class UsageErrors
{
    /// <summary>What is wrong, and where help is.</summary>
    public static CommandException Describe(ParseResult parsed) =>
        CommandException.Usage($"{CauseOf(parsed)} (see '{PathOf(parsed.CommandResult)} --help')");

    private static string CauseOf(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return $"what is '{parsed.UnmatchedTokens[0]}'?";
        }

        var message = parsed.Errors[0].Message.TrimEnd('.');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static string PathOf(CommandResult result)
    {
        var name = result.Command is RootCommand ? "crisharp" : result.Command.Name;
        return result.Parent is CommandResult parent ? $"{PathOf(parent)} {name}" : name;
    }
}
