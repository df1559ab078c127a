using System.Text;

namespace CriSharp.Linux.Processes;

/// <summary>
/// How a program ended. <paramref name="ExitCode"/> is 128 + the signal's number if a signal ended it.
/// </summary>
public sealed record ProgramResult(int ExitCode, byte[] Output, byte[] Error)
{
    /// <summary>Standard error as text, trimmed: for messages.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error).Trim();
}
