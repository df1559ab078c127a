namespace CriSharp.State;

/// <summary>
/// The tables of one room. Migration <c>n</c> (SQL text) brings the part from version <c>n</c> to <c>n + 1</c>; a released migration never changes.
/// </summary>
public sealed record SchemaPart(string Name, IReadOnlyList<string> Migrations);
