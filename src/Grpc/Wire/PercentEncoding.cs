using System.Text;

namespace CriSharp.Grpc.Wire;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 in which everything but printable ASCII, and the sign <c>%</c>, is <c>%XX</c>.</summary>
internal static class PercentEncoding
{
    // Clients limit the size of all trailers together; 8 KiB is the lowest default (gRPC core), and a longer text would lose the status.
    private const int MaxEncodedLength = 6 * 1024;
    private const string Ellipsis = "...";

    /// <summary>Encodes a text; one that gets too long for a trailer is cut between characters.</summary>
    public static string Encode(string text)
    {
        if (text.Length <= MaxEncodedLength && IsPlain(text))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var before = encoded.Length;
            AppendEncoded(encoded, utf8[..rune.EncodeToUtf8(utf8)]);
            if (encoded.Length > MaxEncodedLength)
            {
                encoded.Length = before;
                return encoded.Append(Ellipsis).ToString();
            }
        }

        return encoded.ToString();
    }

    /// <summary>Decodes a text; what is not a valid <c>%XX</c> stays as it is, for a damaged message is better than none.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal))
        {
            return encoded;
        }

        var source = Encoding.UTF8.GetBytes(encoded);
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var isEscape = IsEscape(source.AsSpan(i));
            source[length++] = isEscape ? Convert.FromHexString(source.AsSpan(i + 1, 2))[0] : source[i];
            i += isEscape ? 2 : 0;
        }

        return Encoding.UTF8.GetString(source, 0, length);
    }

    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%', StringComparison.Ordinal);

    private static bool IsEscape(ReadOnlySpan<byte> rest) =>
        rest.Length > 2 && rest[0] == '%' && char.IsAsciiHexDigit((char)rest[1]) && char.IsAsciiHexDigit((char)rest[2]);

    private static void AppendEncoded(StringBuilder encoded, ReadOnlySpan<byte> utf8)
    {
        foreach (var octet in utf8)
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2"));
            }
        }
    }
}
