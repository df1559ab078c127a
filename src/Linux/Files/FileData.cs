using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>write(2) and its kin on files, without the questions that a FileStream asks the kernel about each new file.</summary>
public static class FileData
{
    private const int FromCurrent = 1; // SEEK_CUR

    /// <summary>Writes all of it at the file's position.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var written = LibC.WriteFile(file, in MemoryMarshal.GetReference(data), (nuint)data.Length);
            if (written >= 0)
            {
                data = data[(int)written..];
            }
            else if ((Errno)Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw LinuxException.FromLastError("write", "file");
            }
        }
    }

    /// <summary>Moves the position over a hole of this many bytes.</summary>
    public static void Skip(SafeFileHandle file, long bytes)
    {
        if (LibC.SeekFile(file, bytes, FromCurrent) < 0)
        {
            throw LinuxException.FromLastError("lseek", "file");
        }
    }

    /// <summary>ftruncate(2): longer than the file is leaves a hole at its end.</summary>
    public static void SetLength(SafeFileHandle file, long bytes)
    {
        if (LibC.TruncateFile(file, bytes) != 0)
        {
            throw LinuxException.FromLastError("ftruncate", "file");
        }
    }
}
