using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ProcessArgumentsTests
{
    // command and args of the configuration, entrypoint and cmd of the image
    [Theory]
    [InlineData("", "", "entry", "cmd", "entry cmd")]
    [InlineData("run", "", "entry", "cmd", "run")]
    [InlineData("run", "fast", "entry", "cmd", "run fast")]
    [InlineData("", "fast", "entry", "cmd", "entry fast")]
    [InlineData("", "fast", "", "cmd", "fast")]
    [InlineData("", "", "", "cmd", "cmd")]
    [InlineData("", "", "entry", "", "entry")]
    public void Build_CommandAndArgs_ReplaceEntrypointAndCmd(string command, string args, string entrypoint, string cmd, string expected) =>
        Assert.Equal(Words(expected), ProcessArguments.Build(Config(command, args), new ImageConfig { Entrypoint = Words(entrypoint), Cmd = Words(cmd) }));

    [Fact]
    public void Build_NothingToRun_IsRefused()
    {
        var error = Assert.Throws<FailureException>(() => ProcessArguments.Build(Config("", ""), new ImageConfig()));

        Assert.Equal((FailureKind.InvalidArgument, "container config command: nothing to run, neither here nor in the image"), (error.Kind, error.Message));
    }

    [Fact]
    public void Build_NulByteFromTheImage_IsRefused() =>
        Assert.Throws<FailureException>(() => ProcessArguments.Build(Config("", ""), new ImageConfig { Cmd = ["a\0b"] }));

    private static Cri.ContainerConfig Config(string command, string args) => new() { Command = { Words(command) }, Args = { Words(args) } };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
