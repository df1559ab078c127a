using CriSharp.Failures;

namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>The levels that keep pods apart: no two have the same pair of categories, so that none reaches another's files.</summary>
public static class CategoryPairs
{
    /// <summary>How many categories there are in the policies of distributions, c0 to c1023.</summary>
    public const int Categories = 1024;

    /// <summary>How often a pair is drawn before all are looked through: with half of them taken, one draw in a million misses so often.</summary>
    private const int Draws = 20;

    /// <summary>A level of this sensitivity that is not among <paramref name="used"/>, drawn by <paramref name="random"/>, the lower category first.</summary>
    /// <exception cref="FailureException">ResourceExhausted: all half million are taken.</exception>
    public static string Free(string sensitivity, IReadOnlySet<string> used, Random random)
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var (one, other) = (random.Next(Categories), random.Next(Categories));
            if (one != other && Level(sensitivity, Math.Min(one, other), Math.Max(one, other)) is var level && !used.Contains(level))
            {
                return level;
            }
        }

        return All(sensitivity).FirstOrDefault(level => !used.Contains(level))
            ?? throw new FailureException(FailureKind.ResourceExhausted, "SELinux label: every pair of categories is another pod's");
    }

    private static IEnumerable<string> All(string sensitivity) =>
        from low in Enumerable.Range(0, Categories)
        from high in Enumerable.Range(low + 1, Categories - low - 1)
        select Level(sensitivity, low, high);

    private static string Level(string sensitivity, int low, int high) => $"{sensitivity}:c{low},c{high}";
}
