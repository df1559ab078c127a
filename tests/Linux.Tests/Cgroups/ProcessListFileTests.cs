using System.Text;
using CriSharp.Linux.Cgroups;
using Xunit;

namespace CriSharp.Tests.Linux.Cgroups;

public sealed class ProcessListFileTests
{
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("1\n", new[] { 1 })]
    [InlineData("12\n4194304\n7\n", new[] { 12, 4194304, 7 })]
    [InlineData("0\n5\n0\n", new[] { 5 })]
    public void Parse_Lines_AreProcesses(string content, int[] expected) =>
        Assert.Equal(expected, ProcessListFile.Parse(Encoding.UTF8.GetBytes(content)));
}
