using CriSharp.Linux;

namespace CriSharp.Images.Layers;

/// <summary>The kernel refused an entry of a layer: the disk is full, or the archive asked for what cannot be.</summary>
internal sealed class LayerEntryException(string entry, LinuxException inner) : Exception($"entry {entry}: {inner.Message}", inner)
{
    internal Errno Errno { get; } = inner.Errno;
}
