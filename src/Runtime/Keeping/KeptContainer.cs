namespace CriSharp.Runtime.Keeping;

/// <summary>A container the keeper knows. <paramref name="Exit"/> is null while it runs.</summary>
public sealed record KeptContainer(string ContainerId, KeptProcess Process, ContainerExit? Exit);
