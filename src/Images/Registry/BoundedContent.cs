namespace CriSharp.Images.Registry;

/// <summary>Reading an answer that should be small.</summary>
internal static class BoundedContent
{
    /// <summary>The whole content, or null if it is longer than the limit.</summary>
    internal static async Task<byte[]?> ReadAtMostAsync(this Stream stream, int limit, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellationToken)) > 0)
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
