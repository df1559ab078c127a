using System.Buffers.Text;
using Grpc.Core;

namespace CriSharp.Grpc.Wire;

/// <summary>Custom metadata as HTTP headers: names that the protocol uses itself are left out, <c>-bin</c> values are base64.</summary>
internal static class MetadataCodec
{
    /// <summary>Adds a header to the metadata unless it belongs to the protocol or is none that metadata can hold.</summary>
    /// <exception cref="RpcException">Internal: a <c>-bin</c> value is not base64.</exception>
    public static void Add(Metadata metadata, string name, string value)
    {
        if (IsReserved(name) || !Metadata.Entry.IsKey(name.ToLowerInvariant()))
        {
            return;
        }

        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            if (Metadata.Entry.IsText(value))
            {
                metadata.Add(name, value);
            }

            return;
        }

        // Several binary values may share a header, separated by commas.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            metadata.Add(name, FromBase64(name, part));
        }
    }

    /// <summary>The header value of an entry.</summary>
    public static string Format(Metadata.Entry entry) =>
        entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;

    /// <summary>Whether the name is one that only the protocol itself may set.</summary>
    public static bool IsReserved(string name) =>
        name.StartsWith(':')
        || name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase)
        || name.Equals("host", StringComparison.OrdinalIgnoreCase);

    private static byte[] FromBase64(string name, string text)
    {
        var padded = text.Length % 4 == 0 ? text : text.PadRight(text.Length + 4 - (text.Length % 4), '=');
        return Base64.IsValid(padded)
            ? Convert.FromBase64String(padded)
            : throw new RpcException(new Status(StatusCode.Internal, $"read header {name}: not base64"));
    }
}
