namespace CriSharp.Images.Manifests;

/// <summary>Where the blobs of an image come from: a registry, or an archive on disk.</summary>
internal interface IBlobSource
{
    /// <summary>Opens the content; whoever reads it must check the digest.</summary>
    Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken);
}
