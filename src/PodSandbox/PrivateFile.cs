namespace CriSharp.PodSandbox;

/// <summary>A file for root's eyes, in a directory that others pass through: a container's configuration has its secrets in it.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a new file.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(content, cancellationToken);
    }
}
