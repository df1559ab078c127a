using System.Text;
using System.Text.Json;
using CriSharp.Failures;
using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Cni;

/// <summary>A plugin's own account of its failure: the error object on standard output, or else what it said on standard error.</summary>
internal sealed record PluginFailure(int? Code, string Words)
{
    /// <summary>"Try again later" (CNI specification, section 5).</summary>
    internal const int TryAgainLater = 11;

    private const int LongestWords = 1024;

    internal static PluginFailure Of(ProgramResult result) => Reported(result.Output) ?? Unreported(result);

    internal FailureException ToException(PluginCall call) =>
        new(Code == TryAgainLater ? FailureKind.Unavailable : FailureKind.Internal, $"{call.Subject}: {Words}");

    private static PluginFailure? Reported(byte[] output)
    {
        try
        {
            var error = CniJson.ParseObject(output);
            int? code = error.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) ? value : null;
            string?[] parts = [CniJson.Text(error, "msg"), CniJson.Text(error, "details")];
            var words = string.Join("; ", parts.Where(text => !string.IsNullOrEmpty(text)));
            return words.Length > 0 ? new PluginFailure(code, OneLine(words)) : code is null ? null : new PluginFailure(code, $"error code {code}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // not JSON, or a code that is no number
        }
    }

    private static PluginFailure Unreported(ProgramResult result)
    {
        var words = OneLine(result.ErrorText.Length > 0 ? result.ErrorText : Encoding.UTF8.GetString(result.Output));
        return new PluginFailure(null, words.Length > 0 ? $"exit code {result.ExitCode}: {words}" : $"exit code {result.ExitCode}");
    }

    // The words end up in events and statuses: of a long text its end, where the cause usually is, without control characters.
    private static string OneLine(string text)
    {
        var tail = text.Trim();
        tail = tail.Length > LongestWords ? "…" + tail[^LongestWords..] : tail;
        return string.Concat(tail.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
