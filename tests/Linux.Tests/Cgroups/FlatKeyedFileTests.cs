using System.Text;
using CriSharp.Linux.Cgroups;
using Xunit;

namespace CriSharp.Tests.Linux.Cgroups;

public sealed class FlatKeyedFileTests
{
    private const string MemoryEvents = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n";

    [Theory]
    [InlineData(MemoryEvents, "oom", 3L)]
    [InlineData(MemoryEvents, "oom_kill", 2L)]
    [InlineData(MemoryEvents, "oom_group_kill", 1L)]
    [InlineData(MemoryEvents, "kill", null)]
    [InlineData(MemoryEvents, "oom_", null)]
    [InlineData("populated 1", "populated", 1L)]
    [InlineData("pgfault 9223372036854775807\n", "pgfault", long.MaxValue)]
    [InlineData("max max\n", "max", null)]
    [InlineData("", "oom", null)]
    [InlineData("oom\n", "oom", null)]
    public void Value_Key_IsItsNumber(string content, string key, long? expected) =>
        Assert.Equal(expected, FlatKeyedFile.Value(Encoding.UTF8.GetBytes(content), Encoding.UTF8.GetBytes(key)));
}
