using CriSharp.Images.Layers;

namespace CriSharp.Images.Store;

/// <summary>A layer on this node: its number, which names its directory, and what it takes.</summary>
internal sealed class Layer(long number, string diffId, UnpackedLayer content)
{
    internal long Number { get; } = number;

    internal string DiffId { get; } = diffId;

    internal UnpackedLayer Content { get; } = content;

    /// <summary>Images, snapshots and running pulls that need it; under the lock of <see cref="LayerStore"/>.</summary>
    internal int Users { get; set; }

    /// <summary>It has a row, and so is durable; under the lock of <see cref="LayerStore"/>.</summary>
    internal bool IsRecorded { get; set; }
}
