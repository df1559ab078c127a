namespace CriSharp.Linux.Proc;

/// <summary>Lists of CPUs or memory nodes as the kernel writes them, e.g. <c>0-3,8</c> (cpuset(7), "List format").</summary>
public static class CpuListFile
{
    /// <summary>How many numbers the list has; an empty list has none. Another shape is a <see cref="FormatException"/>.</summary>
    public static int Count(string text) => text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).Sum(CountRange);

    private static int CountRange(string range) => range.Split('-') switch
    {
        [var single] when uint.TryParse(single, out _) => 1,
        [var first, var last] when uint.TryParse(first, out var from) && uint.TryParse(last, out var to) && from <= to => (int)(to - from) + 1,
        _ => throw new FormatException($"list {range}: not as in cpuset(7)"),
    };
}
