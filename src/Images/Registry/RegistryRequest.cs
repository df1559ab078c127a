using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>What is asked of a registry, so that it can be asked again.</summary>
/// <param name="Path">Below a host's base address, e.g. <c>library/busybox/manifests/1</c>.</param>
/// <param name="Needs">What a host must be good for to be asked.</param>
/// <param name="Accept">Media types, if they matter.</param>
/// <param name="From">The first byte wanted.</param>
internal sealed record RegistryRequest(string Path, HostCapabilities Needs, IReadOnlyList<string>? Accept = null, long From = 0);
