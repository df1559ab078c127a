namespace CriSharp.Runtime.OciSpec;

/// <summary>The root file system: a directory on the host, absolute or relative to the bundle.</summary>
public sealed record Root(string Path, bool Readonly);
