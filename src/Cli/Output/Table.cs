namespace CriSharp.Cli.Output;

/// <summary>Rows in aligned columns, two spaces apart; the same on a terminal and in a file, but for the bold header of a terminal.</summary>
internal sealed class Table(params string[] headers)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; an empty cell shows as a dash, so that programs that split on white space find every column.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headers.Length);
        _rows.Add([.. cells.Select(cell => cell.Length == 0 ? "-" : Printable.Of(cell))]);
    }

    /// <summary>Writes the header and the rows in the order they were added.</summary>
    public void Write(TextWriter writer, bool bold)
    {
        var widths = headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
        writer.Write(bold ? "\u001b[1m" : "");
        writer.Write(Line(headers, widths));
        writer.WriteLine(bold ? "\u001b[0m" : "");
        foreach (var row in _rows)
        {
            writer.WriteLine(Line(row, widths));
        }
    }

    private static string Line(string[] cells, int[] widths) =>
        string.Join(Gap, cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
