namespace CriSharp.Images.Layers;

/// <summary>The archive of a layer is damaged, beyond the limits, or asks for something it may not have.</summary>
internal sealed class LayerArchiveException(string message) : Exception(message);
