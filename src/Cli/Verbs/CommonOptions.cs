using System.CommandLine;
using System.CommandLine.Parsing;
using CriSharp.Cli.Output;

namespace CriSharp.Cli.Verbs;

/// <summary>Options that several verbs have, spelt the same everywhere.</summary>
internal static class CommonOptions
{
    /// <summary><c>-o</c>: for people or for programs.</summary>
    public static Option<OutputFormat> Output(OutputFormat otherwise = OutputFormat.Table)
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "How to answer: table for people, json or yaml for programs",
            HelpName = "table|json|yaml",
            DefaultValueFactory = _ => otherwise,
            CustomParser = Parse,
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add("table", "json", "yaml");
        return option;
    }

    private static OutputFormat Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        switch (text)
        {
            case "table":
                return OutputFormat.Table;
            case "json":
                return OutputFormat.Json;
            case "yaml":
                return OutputFormat.Yaml;
            default:
                result.AddError($"--output {text}: not one of table, json, yaml");
                return OutputFormat.Table;
        }
    }

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option with one value.</summary>
    public static Option<string?> Value(string name, string help, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help, Arity = ArgumentArity.ExactlyOne };

    /// <summary>An option that may be given many times, with one value each time.</summary>
    public static Option<string[]> Values(string name, string help, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help, Arity = ArgumentArity.OneOrMore };

    /// <summary><c>-q</c>.</summary>
    public static Option<bool> Quiet() => Flag("--quiet", "Only ids", "-q");

    /// <summary><c>--no-trunc</c>.</summary>
    public static Option<bool> NoTruncation() => Flag("--no-trunc", "Whole ids");
}
