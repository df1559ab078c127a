using Google.Protobuf;

namespace CriSharp.Cli.Arguments;

/// <summary>An environment variable of the container: <c>NAME=VALUE</c>, or <c>NAME</c> to take over the caller's value.</summary>
internal static class EnvironmentVariable
{
    /// <summary>The variable as the CRI wants it (values are bytes), or <c>null</c> for a bare name that the caller does not have.</summary>
    public static Cri.KeyValue? Parse(string text, Func<string, string?> caller)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        if (name.Length == 0)
        {
            throw CommandException.Usage($"--env {text}: a variable has a name; write NAME=VALUE, or NAME to take over your own value");
        }

        var value = equals < 0 ? caller(name) : text[(equals + 1)..];
        return value is null ? null : new Cri.KeyValue { Key = name, Value = ByteString.CopyFromUtf8(value) };
    }
}
