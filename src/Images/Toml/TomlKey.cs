namespace CriSharp.Images.Toml;

/// <summary>Keys: bare, quoted, dotted.</summary>
internal static class TomlKey
{
    private const int MostParts = 32;

    /// <summary>The parts of the key that begins here; the white space around it is taken too.</summary>
    internal static IReadOnlyList<string> Read(TomlScanner scanner)
    {
        var parts = new List<string>();
        do
        {
            scanner.SkipSpace();
            parts.Add(Part(scanner));
            scanner.SkipSpace();
        }
        while (parts.Count < MostParts && scanner.TryTake("."));

        return parts;
    }

    private static string Part(TomlScanner scanner)
    {
        if (scanner.Next is '"' or '\'')
        {
            return TomlStrings.OneLine(scanner);
        }

        var bare = scanner.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return bare.Length > 0 ? bare : throw scanner.Wrong($"a key is expected, not {TomlScanner.Shown(scanner.Next)}");
    }
}
