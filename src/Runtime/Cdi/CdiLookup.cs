using CriSharp.Failures;

namespace CriSharp.Runtime.Cdi;

/// <summary>Finds the file that a device is in, or the words for why there is none.</summary>
internal static class CdiLookup
{
    /// <summary>The one file that has the device, in the directory of the highest rank that has it.</summary>
    public static CdiSource Find(string name, IReadOnlyList<CdiSource> sources)
    {
        if (!CdiNames.IsQualified(name))
        {
            throw Unresolvable(name, "is not of the form vendor/class=device");
        }

        var (kind, device) = (name[..name.IndexOf('=', StringComparison.Ordinal)], name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var having = sources.Where(source => source.Kind == kind && source.Names.Contains(device)).ToList();
        var best = having.Where(source => source.Rank == having.Max(other => other.Rank)).ToList();
        return best switch
        {
            [{ Problem: null } only] => only,
            [var broken] => throw Unresolvable(name, Words(broken)),
            [] => throw Unresolvable(name, Missing(kind, sources)),
            _ => throw Unresolvable(name, $"is in {string.Join(" and in ", best.Select(source => source.Path))}, and only one can be meant"),
        };
    }

    /// <summary>The failure of a request; control characters of a file's values cannot break the line.</summary>
    public static FailureException Unresolvable(string name, string cause, Exception? inner = null) => new(
        FailureKind.InvalidArgument,
        string.Concat($"CDI device {name}: {cause}".Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString())),
        inner);

    // A file whose kind is not known may have had it.
    private static string Missing(string kind, IReadOnlyList<CdiSource> sources)
    {
        var suspects = sources.Where(source => source.Problem is not null && (source.Kind is null || source.Kind == kind)).Select(Words);
        var found = sources.Any(source => source.Kind == kind) ? $"no file of kind {kind} has it" : $"no file has the kind {kind}";
        return string.Join("; ", suspects.Prepend(found));
    }

    private static string Words(CdiSource broken) => $"{broken.Path} cannot be used: {broken.Problem}";
}
