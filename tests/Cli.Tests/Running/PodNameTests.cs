using CriSharp.Cli;
using CriSharp.Cli.Running;
using Xunit;

namespace CriSharp.Tests.Cli.Running;

/// <summary>Names of pods.</summary>
public sealed class PodNameTests
{
    [Fact]
    public void Generate_Names_AreHostnames()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.Matches("^[a-z]{2,10}-[a-z]{2,10}$", PodName.Generate(new HashSet<string>()));
        }
    }

    [Fact]
    public void Generate_EveryPlainNameTaken_AddsDigits()
    {
        var taken = new EverythingPlain();

        Assert.Matches("^[a-z]+-[a-z]+-[0-9]+$", PodName.Generate(taken));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("Web_1.x-2")]
    [InlineData("0")]
    public void Check_Name_IsAccepted(string name) => Assert.Equal(name, PodName.Check(name));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("-x")]
    [InlineData("ü")]
    public void Check_Other_IsUsageError(string name) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CommandException>(() => PodName.Check(name)).ExitCode);

    [Fact]
    public void Check_TooLong_IsUsageError()
    {
        Assert.Equal(128, PodName.Check(new string('a', 128)).Length);
        Assert.Throws<CommandException>(() => PodName.Check(new string('a', 129)));
    }

    private sealed class EverythingPlain : HashSet<string>, IReadOnlySet<string>
    {
        bool IReadOnlySet<string>.Contains(string item) => !item.Any(char.IsAsciiDigit);
    }
}
