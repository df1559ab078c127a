using CriSharp.Cli;
using CriSharp.Tests.Cli.Fakes;
using Xunit;

namespace CriSharp.Tests.Cli;

/// <summary>Where the options of ours end and those of the started command begin.</summary>
public sealed class PassThroughTests
{
    [Theory]
    [InlineData("run busybox ls -e", "run -- busybox ls -e")]
    [InlineData("run --rm -d busybox ls", "run --rm -d -- busybox ls")]
    [InlineData("run --memory 64m busybox", "run --memory 64m -- busybox")]
    [InlineData("run --memory=64m busybox", "run --memory=64m -- busybox")]
    [InlineData("run -m 64m busybox", "run -m 64m -- busybox")]
    [InlineData("run -m64m busybox", "run -m64m -- busybox")]
    [InlineData("run -dp 80:80 busybox -p", "run -dp 80:80 -- busybox -p")]
    [InlineData("run -e A=b -e C busybox -- x", "run -e A=b -e C -- busybox x")]
    [InlineData("run -- busybox ls", "run -- busybox ls")]
    [InlineData("run --frob busybox", "run --frob -- busybox")]
    [InlineData("run --rm", "run --rm")]
    [InlineData("--socket /x run busybox -x", "--socket /x run -- busybox -x")]
    [InlineData("run --socket /x busybox -x", "run --socket /x -- busybox -x")]
    [InlineData("exec web ls -la", "exec -- web ls -la")]
    [InlineData("exec web -- ls -la", "exec -- web ls -la")]
    [InlineData("exec web ls -- -la", "exec -- web ls -- -la")]
    [InlineData("logs -f web", "logs -f web")]
    [InlineData("--help", "--help")]
    [InlineData("", "")]
    public void Protect_Line_EndsOurOptionsAtTheFirstArgument(string line, string expected)
    {
        using var shell = new FakeShell(null);
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, string.Join(' ', PassThrough.Protect(args, new CommandTree(shell.ToShell()).Root)));
    }
}
