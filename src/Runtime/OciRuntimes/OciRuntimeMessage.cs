using System.Text.RegularExpressions;
using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>Finds the sentence worth telling in what an OCI runtime wrote to its standard error.</summary>
public static partial class OciRuntimeMessage
{
    private const int LengthLimit = 1024;

    /// <summary>The cause of a failed verb: its last line, or the exit code if it wrote nothing.</summary>
    public static string Of(ProgramResult result) => From(result.ErrorText) is { Length: > 0 } message ? message : $"exit code {result.ExitCode}";

    /// <summary>
    /// The last line without the program's own framing: runc's <c>time="…" level=error msg="…"</c> and <c>runc create failed:</c>,
    /// the time before a line of crun, or either one's JSON log. Empty if there is no line.
    /// </summary>
    public static string From(string standardError)
    {
        var line = standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        var message = QuotedMessage().Match(line) is { Success: true } quoted ? Unescape(quoted.Groups[1].Value) : line;
        message = Framing().Replace(message, "").TrimEnd('.');
        return message.Length <= LengthLimit ? message : $"{message[..LengthLimit]}…";
    }

    private static string Unescape(string quoted) => Escape().Replace(quoted, match => match.Groups[1].Value switch
    {
        "n" => "; ",
        "t" => " ",
        var character => character,
    });

    // msg="…" of logfmt, "msg":"…" of JSON
    [GeneratedRegex("""(?:\bmsg=|"msg"\s*:\s*)"((?:[^"\\]|\\.)*)""")]
    private static partial Regex QuotedMessage();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z:\s*|^\w+ \w+ failed: (?:unable to start container process: )?")]
    private static partial Regex Framing();
}
