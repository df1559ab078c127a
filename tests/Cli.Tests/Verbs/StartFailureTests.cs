using CriSharp.Cli.Verbs;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary>Exit codes for commands that cannot be started, from the words of the OCI runtimes.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("crun: executable file `frob` not found in $PATH: No such file or directory", 127)]
    [InlineData("runc: exec: \"frob\": executable file not found in $PATH: unknown", 127)]
    [InlineData("exec /bin/frob: no such file or directory", 127)]
    [InlineData("crun: open executable: Permission denied", 126)]
    [InlineData("exec /etc: is a directory", 126)]
    [InlineData("exec /bin/x: Exec format error", 126)]
    [InlineData("cgroup cannot be written: Device or resource busy", null)]
    public void ExitCodeOf_Message_TellsTheCause(string message, int? exitCode) => Assert.Equal(exitCode, StartFailure.ExitCodeOf(message));
}
