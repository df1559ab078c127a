namespace CriSharp.PodSandbox;

/// <summary>A file for root's eyes, in a directory that others pass through: a container's configuration has its secrets in it.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a new file, in place of what is there: a file that exists would keep its mode.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        File.Delete(path);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(content, cancellationToken);
    }
}
