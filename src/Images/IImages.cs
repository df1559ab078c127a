namespace CriSharp.Images;

/// <summary>
/// The images on this node. Lists and look-ups are answered from an immutable snapshot in memory; pulls of the same content share one operation.
/// </summary>
public interface IImages
{
    /// <summary>Every image, one entry per id with all its names.</summary>
    IReadOnlyList<ImageRecord> List();

    /// <summary>The image with this id (full, or a unique prefix of at least 3 digits), tag or digest reference, completed as usual; null if there is none.</summary>
    ImageRecord? Find(string reference);

    /// <summary>
    /// Asks the registry for the image and stores it; returns once it is durable and listed. Cancelling frees what only this caller wanted.
    /// Messages begin <c>pull &lt;reference&gt;: </c>.
    /// </summary>
    Task<ImageRecord> PullAsync(PullRequest request, IProgress<LayerProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Stores the images of an OCI layout (directory or tar) or a docker archive. <paramref name="name"/> names an image that carries none.</summary>
    Task<IReadOnlyList<ImageRecord>> ImportAsync(string path, string? name, CancellationToken cancellationToken);

    /// <summary>Removes the image with all its names; layers without another user go before this returns. Unknown: success.</summary>
    Task RemoveAsync(string reference, CancellationToken cancellationToken);

    /// <summary>The accounts in the image's own /etc/passwd and /etc/group, resolved inside the image. Cached per image.</summary>
    Task<ImageAccounts> AccountsAsync(ImageRecord image, CancellationToken cancellationToken);

    /// <summary>What images and snapshots use on disk.</summary>
    FilesystemUse Use();
}
