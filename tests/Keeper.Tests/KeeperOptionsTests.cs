using CriSharp.Keeper;
using Xunit;

namespace CriSharp.Tests.Keeper;

public sealed class KeeperOptionsTests
{
    [Fact]
    public void Parse_AllThere_IsTaken() =>
        Assert.Equal(new KeeperOptions("/s", "/d", Foreground: true), KeeperOptions.Parse(["--state", "/d", "--foreground", "--socket", "/s"]));

    [Theory]
    [InlineData("", "--socket: missing")]
    [InlineData("--socket /s", "--state: missing")]
    [InlineData("--socket /s --state", "--state: value missing")]
    [InlineData("--socket /s --socket /t", "--socket: given twice")]
    [InlineData("--sock /s", "--sock: no such option")]
    [InlineData("/s", "/s: no such option")]
    public void Parse_Wrong_SaysWhat(string line, string expected)
    {
        var arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => KeeperOptions.Parse(arguments)).Message);
    }
}
