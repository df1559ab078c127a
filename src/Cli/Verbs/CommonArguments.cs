using System.CommandLine;
using System.CommandLine.Parsing;

namespace CriSharp.Cli.Verbs;

/// <summary>
/// Arguments that name things. None of these names begins with a dash: what does is a mistyped option, which the parser would else take for
/// a name.
/// </summary>
internal static class CommonArguments
{
    /// <summary>What <see cref="Connection.Inventory"/> understands.</summary>
    public const string HowToName = "Name, POD/CONTAINER, id or its beginning";

    /// <summary>One name.</summary>
    public static Argument<string> One(string name, string description) =>
        new(name) { Description = description, Validators = { RefuseOptions } };

    /// <summary>One name or more.</summary>
    public static Argument<string[]> Many(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.OneOrMore, Validators = { RefuseOptions } };

    private static void RefuseOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
        {
            result.AddError($"there is no option {option.Value}");
        }
    }
}
