using System.Security.Cryptography;

namespace CriSharp.Tests.e2e.Images;

/// <summary>Bytes with a media type, addressed by their SHA-256.</summary>
public sealed record Blob(string MediaType, byte[] Content)
{
    public string Digest { get; } = DigestOf(Content);

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
