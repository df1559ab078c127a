using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>getdents64(2): the entries of a directory with names as bytes; names that are no UTF-8 are there like others.</summary>
public static class DirectoryListing
{
    private const int NameOffset = 19; // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name

    /// <summary>Reads one batch of entries, without <c>.</c> and <c>..</c>, into the list; false at the end. The handle keeps the place.</summary>
    public static bool TryRead(SafeFileHandle directory, byte[] buffer, List<DirectoryEntry> entries)
    {
        entries.Clear();
        var length = LibC.ReadDirectory(directory, ref MemoryMarshal.GetArrayDataReference(buffer), (nuint)buffer.Length);
        if (length < 0)
        {
            throw LinuxException.FromLastError("getdents64", "directory");
        }

        ReadOnlySpan<byte> rest = buffer.AsSpan(0, (int)length);
        while (!rest.IsEmpty)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]);
            Add(rest[..size], entries);
            rest = rest[size..];
        }

        return length > 0;
    }

    private static void Add(ReadOnlySpan<byte> record, List<DirectoryEntry> entries)
    {
        var name = record[NameOffset..];
        name = name[..name.IndexOf((byte)0)];
        if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
        {
            // d_type is the type bits of a mode, shifted.
            entries.Add(new DirectoryEntry(name.ToArray(), (FileKind)(record[18] << 12)));
        }
    }
}
