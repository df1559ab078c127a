using CriSharp.Cli.Output;
using Xunit;

namespace CriSharp.Tests.Cli.Output;

/// <summary>The layout of tables.</summary>
public sealed class TableTests
{
    [Fact]
    public void Write_Rows_AreAligned()
    {
        var table = new Table("ID", "NAME", "STATE");
        table.Add("1", "a-long-name", "Running");
        table.Add("1234567", "", "Exited (1)");

        Assert.Equal(
            """
            ID       NAME         STATE
            1        a-long-name  Running
            1234567  -            Exited (1)

            """,
            Written(table, bold: false));
    }

    [Fact]
    public void Write_NoRows_IsHeader() => Assert.Equal("ID  NAME\n", Written(new Table("ID", "NAME"), bold: false));

    [Fact]
    public void Write_Bold_OnlyHeader()
    {
        var table = new Table("ID");
        table.Add("1");

        Assert.Equal("\u001b[1mID\u001b[0m\n1\n", Written(table, bold: true));
    }

    [Fact]
    public void Add_ControlCharacters_DoNotReachTheTerminal()
    {
        var table = new Table("NAME");
        table.Add("evil\u001b[31m\nrow");

        Assert.Equal("NAME\nevil\ufffd[31m\ufffdrow\n", Written(table, bold: false));
    }

    private static string Written(Table table, bool bold)
    {
        using var writer = new StringWriter();
        table.Write(writer, bold);
        return writer.ToString();
    }
}
