namespace CriSharp.Images.Registry;

/// <summary>Reading an answer that should be small.</summary>
internal static class BoundedContent
{
    /// <summary>The whole content, or null if it is longer than the limit.</summary>
    internal static Task<byte[]?> ReadAtMostAsync(this Stream stream, int limit, CancellationToken cancellationToken) =>
        ReadAtMostAsync(limit, buffer => stream.ReadAsync(buffer, cancellationToken).AsTask());

    /// <inheritdoc cref="ReadAtMostAsync(Stream, int, CancellationToken)"/>
    /// <exception cref="TimeoutException">The rest does not come.</exception>
    internal static Task<byte[]?> ReadAtMostAsync(this Stream stream, int limit, Patience patience, CancellationToken cancellationToken) =>
        ReadAtMostAsync(limit, buffer => patience.WaitAsync(token => stream.ReadAsync(buffer, token).AsTask(), cancellationToken));

    private static async Task<byte[]?> ReadAtMostAsync(int limit, Func<byte[], Task<int>> read)
    {
        var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await read(buffer)) > 0)
        {
            content.Write(buffer.AsSpan(0, length));
            if (content.Length > limit)
            {
                return null;
            }
        }

        return content.ToArray();
    }
}
