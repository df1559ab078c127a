using System.CommandLine;

namespace CriSharp.Cli;

/// <summary>
/// Lets verbs that start a command leave the command's own options alone: from the first argument on (the image or the container)
/// nothing is an option of ours, so <c>crisharp run --rm busybox ls -e</c> needs no <c>--</c>.
/// </summary>
internal static class PassThrough
{
    private const string EndOfOptions = "--";

    private static readonly HashSet<string> Verbs = ["run", "exec"];

    /// <summary>The arguments with <c>--</c> put before the first one that is neither an option nor an option's value.</summary>
    public static string[] Protect(string[] args, RootCommand root)
    {
        var verbAt = FirstArgument(args, 0, root.Options);
        if (verbAt < 0 || !Verbs.Contains(args[verbAt]))
        {
            return args;
        }

        var verb = root.Subcommands.Single(command => command.Name == args[verbAt]);
        var first = FirstArgument(args, verbAt + 1, [.. verb.Options, .. root.Options]);
        if (first < 0)
        {
            return args;
        }

        // `exec web -- ls` is how users of kubectl write it.
        var rest = args[(first + 1)..];
        return [.. args[..first], EndOfOptions, args[first], .. rest is [EndOfOptions, ..] ? rest[1..] : rest];
    }

    private static int FirstArgument(string[] args, int start, IEnumerable<Option> options)
    {
        for (var i = start; i < args.Length; i++)
        {
            var arg = args[i];
            if (arg == EndOfOptions)
            {
                return -1;
            }

            if (arg is not ['-', _, ..])
            {
                return i;
            }

            if (TakesNext(arg, options))
            {
                i++;
            }
        }

        return -1;
    }

    private static bool TakesNext(string arg, IEnumerable<Option> options)
    {
        if (arg.StartsWith(EndOfOptions, StringComparison.Ordinal))
        {
            return TakesValue(arg, options) == true;
        }

        // Of bundled short options (-dp 8080:80) the first that wants a value takes the rest of the word, or else the next one (-m64m).
        for (var i = 1; i < arg.Length; i++)
        {
            switch (TakesValue($"-{arg[i]}", options))
            {
                case true:
                    return i == arg.Length - 1;
                case null:
                    return false;
                case false:
                    break;
            }
        }

        return false;
    }

    // null: no option of ours.
    private static bool? TakesValue(string name, IEnumerable<Option> options) =>
        options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name)) is { } option
            ? option.Arity.MinimumNumberOfValues > 0
            : null;
}
