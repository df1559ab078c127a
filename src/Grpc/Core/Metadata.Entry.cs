using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header or trailer: a lower-case key with a text in ASCII, or with bytes if the key ends in <c>-bin</c>.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        public Entry(string key, string value)
        {
            Key = Normalised(key);
            if (IsBinary)
            {
                throw new ArgumentException($"metadata {key}: a key that ends in {BinaryHeaderSuffix} takes bytes", nameof(key));
            }

            _value = IsText(value) ? value : throw new ArgumentException($"metadata {key}: the value is not printable ASCII", nameof(value));
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalised(key);
            _valueBytes = IsBinary
                ? valueBytes
                : throw new ArgumentException($"metadata {key}: bytes need a key that ends in {BinaryHeaderSuffix}", nameof(key));
        }

        /// <summary>The key in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text of an entry that is not binary.</summary>
        public string Value => _value ?? throw new InvalidOperationException($"metadata {Key}: the value is binary");

        /// <summary>The bytes of the value; a text as ASCII.</summary>
        public byte[] ValueBytes => _valueBytes ?? Encoding.ASCII.GetBytes(_value!);

        public override string ToString() => IsBinary ? $"[Entry: key={Key}, {ValueBytes.Length} bytes]" : $"[Entry: key={Key}, value={Value}]";

        /// <summary>Whether the protocol allows such a key: HTTP allows more.</summary>
        internal static bool IsKey(ReadOnlySpan<char> lower) => lower.Length > 0 && !lower.ContainsAnyExcept(KeyCharacters);

        /// <summary>Whether the protocol allows such a text.</summary>
        internal static bool IsText(ReadOnlySpan<char> value) => !value.ContainsAnyExceptInRange(' ', '~');

        private static string Normalised(string key)
        {
#pragma warning disable CA1308 // HTTP/2 field names are lower case (RFC 9113, section 8.2)
            var lower = key.ToLowerInvariant();
#pragma warning restore CA1308
            return IsKey(lower)
                ? lower
                : throw new ArgumentException($"metadata {key}: the key is empty or has characters that a header name cannot have", nameof(key));
        }
    }
}
