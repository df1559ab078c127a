using CriSharp.Runtime.OciRuntimes;
using Xunit;

namespace CriSharp.Tests.Runtime.OciRuntimes;

public sealed class OciRuntimeMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("executable file `sh` not found in $PATH: No such file or directory\n", "executable file `sh` not found in $PATH: No such file or directory")]
    [InlineData("2026-11-21T15:39:50.000120Z: cannot set memory limit: Invalid argument\n", "cannot set memory limit: Invalid argument")]
    [InlineData("warning of the first line\nthe cause\n\n", "the cause")]
    [InlineData(
        """time="2026-11-21T15:39:50Z" level=error msg="runc create failed: unable to start container process: exec: \"foo\": executable file not found in $PATH" """,
        """exec: "foo": executable file not found in $PATH""")]
    [InlineData("""time="2026-11-21T15:39:50Z" level=error msg="container does not exist" """, "container does not exist")]
    [InlineData("""{"level":"error","msg":"runc create failed: chdir /b: no such file or directory","time":"2026-11-21T15:39:50Z"}""", "chdir /b: no such file or directory")]
    [InlineData("""{"msg":"executable file `sh` not found in $PATH","level":"error","time":"2026-11-21T15:39:50.675928Z"}""", "executable file `sh` not found in $PATH")]
    [InlineData("""time="x" level=error msg="runc run failed: one\ntwo" """, "one; two")]
    public void From_StandardError_IsItsCause(string standardError, string expected) =>
        Assert.Equal(expected, OciRuntimeMessage.From(standardError));

    [Fact]
    public void From_EndlessLine_IsCut() => Assert.True(OciRuntimeMessage.From(new string('x', 1_000_000)).Length < 2000);
}
