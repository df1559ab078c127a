namespace CriSharp.PodSandbox.State;

/// <summary>A volume that a container sees with mapped owners.</summary>
/// <param name="Mount">The position of the mount in the container's configuration.</param>
/// <param name="Source">What its path meant when the container was created, links followed: that was checked, so that is mounted.</param>
public sealed record MappedVolume(int Mount, string Source);
