using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CriSharp.Failures;

namespace CriSharp.Images;

/// <summary>A content digest, <c>algorithm:lower-case hex</c>; sha256 and sha512 only (OCI image specification, descriptor.md).</summary>
public readonly record struct Digest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public string Algorithm { get; }

    public string Hex { get; }

    internal HashAlgorithmName Hash => Algorithm == Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>Exactly one spelling is accepted for a digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (text is null || colon < 0)
        {
            return false;
        }

        var (algorithm, hex) = (text[..colon], text[(colon + 1)..]);
        var length = algorithm switch { Sha256 => 64, Sha512 => 128, _ => -1 };
        if (hex.Length != length || !hex.All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        digest = new Digest(algorithm, hex);
        return true;
    }

    /// <exception cref="FailureException">It is no digest.</exception>
    public static Digest Parse(string? text) =>
        TryParse(text, out var digest) ? digest : throw new FailureException(FailureKind.InvalidArgument, $"\"{text}\" is not a sha256 or sha512 digest");

    /// <summary>The sha256 digest of this content.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => FromHash(HashAlgorithmName.SHA256, SHA256.HashData(content));

    /// <summary>Whether this content has this digest.</summary>
    internal bool IsOf(ReadOnlySpan<byte> content) => FromHash(Hash, CryptographicOperations.HashData(Hash, content)) == this;

    internal static Digest FromHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> hash) =>
        new(algorithm == HashAlgorithmName.SHA512 ? Sha512 : Sha256, Convert.ToHexStringLower(hash));

    public override string ToString() => $"{Algorithm}:{Hex}";
}
