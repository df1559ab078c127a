namespace CriSharp.Images.Registry.Hosts;

/// <summary>What a host may be asked for.</summary>
[Flags]
internal enum HostCapabilities
{
    None = 0,

    /// <summary>What a tag means: an answer that has to be believed.</summary>
    Resolve = 1,

    /// <summary>Content by digest, which is checked whoever sends it.</summary>
    Pull = 2,
}
