using CriSharp.Images.Manifests;

namespace CriSharp.Images.Import;

/// <summary>An image found in an archive, and the names it has there.</summary>
internal sealed record ArchivedImage(ResolvedImage Image, IReadOnlyList<string> Names);
