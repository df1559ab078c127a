namespace CriSharp.Images;

/// <summary>The file systems made from images: an overlay with the image's layers below and a directory of its own on top.</summary>
public interface ISnapshots
{
    /// <summary>Makes a snapshot named <paramref name="key"/> (a container id) of the image; it holds the image's layers until it is removed.</summary>
    Task PrepareAsync(string key, ImageRecord image, CancellationToken cancellationToken);

    /// <summary>
    /// Mounts the snapshot at <paramref name="target"/>, an existing directory, with private propagation; with <paramref name="map"/> as a
    /// user namespace sees it (idmapped layers, Linux 5.19); with <paramref name="label"/> as the SELinux context of every file of it.
    /// </summary>
    /// <exception cref="Failures.FailureException">FailedPrecondition: kernel or file system cannot map ids.</exception>
    Task MountAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null);

    /// <summary>What keeps snapshots from being mounted with <paramref name="map"/> on this node, found by trying; null: nothing.</summary>
    Task<string?> MappingProblemAsync(IdMap map, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="MountAsync"/>, as one tree that nobody can write to.
    /// </summary>
    Task MountReadOnlyAsync(string key, string target, CancellationToken cancellationToken, IdMap? map = null, string? label = null);

    /// <summary>Unmounts what is mounted at <paramref name="target"/>; nothing there: success.</summary>
    Task UnmountAsync(string target, CancellationToken cancellationToken);

    /// <summary>Deletes the snapshot and the layers that nothing else uses any more. Unknown: success.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys of all snapshots: what recovery compares with the containers.</summary>
    IReadOnlyList<string> Keys();
}
