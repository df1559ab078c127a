namespace CriSharp.Images.Import;

/// <summary>The files of an archive of images, by path.</summary>
internal interface IImageArchive : IDisposable
{
    /// <summary>The file for reading; null if there is none.</summary>
    Stream? TryOpen(string path);
}
