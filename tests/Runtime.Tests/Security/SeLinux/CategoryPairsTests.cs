using System.Text.RegularExpressions;
using CriSharp.Failures;
using CriSharp.Runtime.Security.SeLinux;
using Xunit;

namespace CriSharp.Tests.Runtime.Security.SeLinux;

public sealed partial class CategoryPairsTests
{
    [Fact]
    public void Free_ManyPods_HaveDifferentOrderedPairs()
    {
        var used = new HashSet<string>();
        for (var pod = 0; pod < 5000; pod++)
        {
            Assert.True(used.Add(CategoryPairs.Free("s0", used, new Random(pod))));
        }

        Assert.All(used, level =>
        {
            var pair = Pair().Match(level);
            Assert.True(pair.Success, level);
            Assert.InRange(int.Parse(pair.Groups[1].Value), 0, int.Parse(pair.Groups[2].Value) - 1);
            Assert.InRange(int.Parse(pair.Groups[2].Value), 1, CategoryPairs.Categories - 1);
        });
    }

    [Fact]
    public void Free_OneLeft_IsFound()
    {
        var used = AllBut("s0:c7,c9");

        Assert.Equal("s0:c7,c9", CategoryPairs.Free("s0", used, new Random(1)));
    }

    [Fact]
    public void Free_NoneLeft_IsExhausted()
    {
        var used = AllBut("");

        Assert.Equal(FailureKind.ResourceExhausted, Assert.Throws<FailureException>(() => CategoryPairs.Free("s0", used, new Random(1))).Kind);
    }

    private static HashSet<string> AllBut(string level) =>
    [
        .. from low in Enumerable.Range(0, CategoryPairs.Categories)
           from high in Enumerable.Range(low + 1, CategoryPairs.Categories - low - 1)
           let pair = $"s0:c{low},c{high}"
           where pair != level
           select pair,
    ];

    [GeneratedRegex(@"^s0:c(\d+),c(\d+)\z")]
    private static partial Regex Pair();
}
