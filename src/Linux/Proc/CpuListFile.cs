namespace CriSharp.Linux.Proc;

/// <summary>Lists of CPUs or memory nodes as the kernel writes them, e.g. <c>0-3,8</c> (cpuset(7), "List format").</summary>
public static class CpuListFile
{
    /// <summary>How many numbers the list has; an empty list has none. Another shape is a <see cref="FormatException"/>.</summary>
    public static int Count(string text) => text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).Sum(CountRange);

    /// <summary>The list as ranges, first and last, ascending and as few as possible. Another shape is a <see cref="FormatException"/>.</summary>
    public static IReadOnlyList<(uint First, uint Last)> Ranges(string text)
    {
        var merged = new List<(uint First, uint Last)>();
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(RangeOf).Order())
        {
            if (merged.Count > 0 && range.First <= (ulong)merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static int CountRange(string range)
    {
        var (first, last) = RangeOf(range);
        return (int)(last - first) + 1;
    }

    private static (uint First, uint Last) RangeOf(string range) => range.Split('-') switch
    {
        [var single] when uint.TryParse(single, out var number) => (number, number),
        [var first, var last] when uint.TryParse(first, out var from) && uint.TryParse(last, out var to) && from <= to => (from, to),
        _ => throw new FormatException($"list {range}: not as in cpuset(7)"),
    };
}
