namespace CriSharp.PodSandbox.Specs;

/// <summary>Something that a container asks for and this node cannot give, with what it gets instead.</summary>
public sealed record Clamp(string Kind, string Asked, string Given);
