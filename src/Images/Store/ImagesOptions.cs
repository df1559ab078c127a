using CriSharp.Images.Layers;
using CriSharp.Images.Registry;

namespace CriSharp.Images;

/// <summary>Where images live and how they get there.</summary>
public sealed class ImagesOptions
{
    /// <summary>Holds layers and snapshots; made if absent, with access for root only.</summary>
    public required string StateDirectory { get; set; }

    public RegistryOptions Registries { get; set; } = new();

    public LayerLimits Limits { get; set; } = new();

    /// <summary>Layers of one image that are fetched and unpacked at the same time.</summary>
    public int ParallelLayers { get; set; } = 6;
}
