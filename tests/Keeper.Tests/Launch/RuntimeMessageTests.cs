using System.Text;
using CriSharp.Keeper.Launch;
using Xunit;

namespace CriSharp.Tests.Keeper.Launch;

public sealed class RuntimeMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n \n", "")]
    [InlineData("executable file `/nope` not found\n", "executable file `/nope` not found")]
    [InlineData("a warning\r\nthe error\r\n", "the error")]
    [InlineData("time=\"2026-11-21T15:41:41Z\" level=error msg=\"exec: \\\"/nope\\\": no such file\"\n", "exec: \"/nope\": no such file")]
    [InlineData("level=error msg=\"cut off", "cut off")]
    [InlineData("level=error msg=\"cut off\\", "cut off\\")]
    [InlineData("level=error msg=\"one\" error=\"two\"", "one")]
    public void Of_Output_IsItsLastLineWithoutTheDressOfALog(string output, string expected) =>
        Assert.Equal(expected, RuntimeMessage.Of(Encoding.UTF8.GetBytes(output)));
}
