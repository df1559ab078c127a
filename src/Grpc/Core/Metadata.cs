using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call: an ordered list in which keys may repeat.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys with this ending carry bytes, in base64 on the wire.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries, read-only.</summary>
    public static readonly Metadata Empty = new(isReadOnly: true);

    private readonly List<Entry> _entries = [];

    public Metadata()
    {
    }

    private Metadata(bool isReadOnly) => IsReadOnly = isReadOnly;

    public int Count => _entries.Count;

    public bool IsReadOnly { get; }

    public Entry this[int index]
    {
        get => _entries[index];
        set => Writable()[index] = value;
    }

    /// <summary>The last entry with the key (case is ignored), or null.</summary>
    public Entry? Get(string key) => _entries.FindLast(entry => HasKey(entry, key));

    /// <summary>The text of the last entry with the key, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry with the key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with the key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => HasKey(entry, key));

    public void Add(Entry item) => Writable().Add(item);

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Insert(int index, Entry item) => Writable().Insert(index, item);

    public bool Remove(Entry item) => Writable().Remove(item);

    public void RemoveAt(int index) => Writable().RemoveAt(index);

    public void Clear() => Writable().Clear();

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HasKey(Entry entry, string key) => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase);

    private List<Entry> Writable() =>
        IsReadOnly ? throw new InvalidOperationException("the metadata are read-only") : _entries;
}
