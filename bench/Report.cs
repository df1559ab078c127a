using System.Runtime.InteropServices;

namespace CriSharp.Bench;

/// <summary>What came out, a line per measurement and a column per peer; the ratio says how many times better the first peer is.</summary>
internal sealed class Report(IReadOnlyList<string> peers)
{
    private const int NameWidth = 44;
    private const int ColumnWidth = 20;

    private readonly Dictionary<string, Line> _lines = [];

    private static readonly double[] MiddleAndTail = [0.5, 0.99];
    private static readonly double[] Middle = [0.5];

    /// <summary>A duration in milliseconds: shorter is better; told as p50 and p99.</summary>
    public void AddDuration(string what, string peer, TimeSpan value) =>
        Add(what, peer, new Line("ms", LessIsBetter: true, MiddleAndTail), value.TotalMilliseconds);

    /// <summary>An amount that should be small; the median is told.</summary>
    public void AddCost(string what, string peer, string unit, double value) => Add(what, peer, new Line(unit, LessIsBetter: true, Middle), value);

    /// <summary>An amount that should be large; the median is told.</summary>
    public void AddYield(string what, string peer, string unit, double value) => Add(what, peer, new Line(unit, LessIsBetter: false, Middle), value);

    public void Print(TextWriter output)
    {
        output.WriteLine(Row("(durations: p50 / p99)", [.. peers, .. peers.Skip(1).Select(peer => $"vs {peer}")]));
        foreach (var (what, line) in _lines)
        {
            var values = peers.Select(peer => line.Percentiles.Select(part => line.Samples[peer].Percentile(part)).ToList()).ToList();
            var ratios = values.Skip(1).Select(other => line.LessIsBetter ? other[0] / values[0][0] : values[0][0] / other[0]);
            output.WriteLine(Row(
                what,
                [
                    .. values.Select(parts => $"{string.Join(" / ", parts.Select(part => $"{part:0.0}"))} {line.Unit}"),
                    .. ratios.Select(ratio => $"{ratio:0.0}x"),
                ]));
        }
    }

    private static string Row(string what, IEnumerable<string> columns) =>
        what.PadRight(NameWidth) + string.Concat(columns.Select(column => column.PadLeft(ColumnWidth)));

    private void Add(string what, string peer, Line kind, double value)
    {
        lock (_lines)
        {
            var line = CollectionsMarshal.GetValueRefOrAddDefault(_lines, what, out _) ??= kind;
            var samples = CollectionsMarshal.GetValueRefOrAddDefault(line.Samples, peer, out _) ??= new Samples();
            samples.Add(value);
        }
    }

    private sealed record Line(string Unit, bool LessIsBetter, double[] Percentiles)
    {
        public Dictionary<string, Samples> Samples { get; } = [];
    }
}
