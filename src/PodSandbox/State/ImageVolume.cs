namespace CriSharp.PodSandbox.State;

/// <summary>An image that a container has mounted.</summary>
/// <param name="Mount">The position of the mount in the container's configuration.</param>
/// <param name="ImageId">Which image that is: the name in the configuration may come to mean another one.</param>
/// <param name="ImageRef">What the status tells: the digest it was pulled by if one is known, else the id (KEP-5365).</param>
public sealed record ImageVolume(int Mount, string ImageId, string ImageRef);
