using System.CommandLine;
using CriSharp.Cli.Connection;

namespace CriSharp.Cli;

/// <summary>What one verb works with: what was typed, the daemon, the shell, and the token that Ctrl-C cancels.</summary>
internal sealed record Session(ParseResult Parsed, Daemon Daemon, Shell Shell, CancellationToken CancellationToken)
{
    /// <summary>The value of an option or argument.</summary>
    public T Get<T>(Option<T> option) => Parsed.GetValue(option)!;

    /// <inheritdoc cref="Get{T}(Option{T})"/>
    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;
}
