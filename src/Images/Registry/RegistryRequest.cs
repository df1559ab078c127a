namespace CriSharp.Images.Registry;

/// <summary>What is asked of a registry, so that it can be asked again.</summary>
/// <param name="Path">Below the registry's base address, e.g. <c>v2/library/busybox/manifests/1</c>.</param>
/// <param name="Accept">Media types, if they matter.</param>
/// <param name="From">The first byte wanted.</param>
internal sealed record RegistryRequest(string Path, IReadOnlyList<string>? Accept = null, long From = 0);
