using System.Text;
using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// An environment variable of the CRI. Its value is bytes (since 1.37), but config.json is JSON: crun refuses a file that is not UTF-8 and
/// runc puts U+FFFD in place of what it cannot read, so a value of other bytes is refused rather than changed.
/// </summary>
internal static class EnvironmentValue
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Text(Cri.KeyValue variable)
    {
        if (variable.Key.Length == 0 || variable.Key.AsSpan().ContainsAny('=', '\0'))
        {
            throw Refused(variable, "the name is empty or has '=' or a NUL byte in it");
        }

        try
        {
            var text = Strict.GetString(variable.Value.Span);
            return text.Contains('\0') ? throw Refused(variable, "the value has a NUL byte in it") : text;
        }
        catch (DecoderFallbackException e)
        {
            throw Refused(variable, "the value is not UTF-8, which the OCI runtime cannot be given", e);
        }
    }

    private static FailureException Refused(Cri.KeyValue variable, string cause, Exception? inner = null) =>
        ConfigCheck.Container.Refused($"envs \"{variable.Key}\"", cause, inner);
}
