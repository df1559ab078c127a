namespace CriSharp.Runtime.Cdi;

/// <summary>
/// One file of a CDI directory, as it is now. Of one that cannot be used, kind and device names are as far as they could be made out, so that
/// a request for them is told why instead of being given what a directory of lower rank has.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Rank">Its directory's place among the configured; a higher one wins.</param>
/// <param name="Kind">Null: nobody knows.</param>
/// <param name="Names">Of the devices in it.</param>
/// <param name="File">Null if it cannot be used.</param>
/// <param name="Problem">Null if it can.</param>
internal sealed record CdiSource(string Path, int Rank, string? Kind, IReadOnlyList<string> Names, CdiFile? File, string? Problem);
