namespace CriSharp.PodSandbox.State;

/// <summary>
/// The OCI runtime that a sandbox was made with. Its containers keep it, whatever the configuration says later of default handler or state
/// directory.
/// </summary>
/// <param name="Handler">The handler's name, also where the default one was asked for.</param>
/// <param name="Root">Where the program keeps the state of containers.</param>
public sealed record RuntimeChoice(string Handler, string Root);
