namespace CriSharp.Cli.Output;

/// <summary>Names and values, one pair a line, the values in one column.</summary>
internal static class Facts
{
    /// <summary>Writes the facts that have a value.</summary>
    public static void Write(TextWriter writer, params (string Name, string Value)[] facts)
    {
        var known = facts.Where(fact => fact.Value.Length > 0).ToList();
        var width = known.Select(fact => fact.Name.Length).DefaultIfEmpty().Max() + 1;
        foreach (var (name, value) in known)
        {
            writer.WriteLine($"{(name + ":").PadRight(width)} {Printable.Of(value)}");
        }
    }
}
