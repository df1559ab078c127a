namespace CriSharp.Runtime.Cni;

/// <summary>A network and the file it was read from.</summary>
internal sealed record NetworkConfigurationFile(string Path, NetworkConfiguration Network);
