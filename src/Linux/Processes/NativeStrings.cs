using System.Runtime.InteropServices;

namespace CriSharp.Linux.Processes;

/// <summary>A null-terminated array of C strings, as argv and envp are.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _strings;
    private readonly int _count;

    /// <exception cref="ArgumentException">A string with a NUL, which C would cut short.</exception>
    internal NativeStrings(IReadOnlyList<string> strings)
    {
        if (strings.FirstOrDefault(s => s.Contains('\0', StringComparison.Ordinal)) is { } cut)
        {
            throw new ArgumentException($"argument {cut.Replace('\0', '?')}: contains a NUL", nameof(strings));
        }

        _count = strings.Count;
        _strings = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            _strings[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }
    }

    internal byte** Pointer => _strings;

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)_strings[i]);
        }

        NativeMemory.Free(_strings);
    }
}
