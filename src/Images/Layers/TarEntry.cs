using System.Text;
using CriSharp.Linux.Files;

namespace CriSharp.Images.Layers;

/// <summary>One entry of a tar archive. Names are bytes, as the kernel's are.</summary>
internal sealed class TarEntry
{
    internal required TarKind Kind { get; init; }

    internal required byte[] Name { get; init; }

    /// <summary>Target of a hard or symbolic link.</summary>
    internal byte[] LinkName { get; init; } = [];

    /// <summary>Permission bits with set-user-id, set-group-id and sticky.</summary>
    internal uint Mode { get; init; }

    internal uint Owner { get; init; }

    internal uint Group { get; init; }

    /// <summary>Bytes of the file as it is to be, holes included.</summary>
    internal long Size { get; init; }

    internal FileTimes Times { get; init; }

    internal DeviceNumber Device { get; init; }

    internal IReadOnlyList<TarAttribute> Attributes { get; init; } = [];

    /// <summary>Where the data in the archive belong in a file with holes; null: the file is all data.</summary>
    internal IReadOnlyList<TarSegment>? Segments { get; init; }

    /// <summary>The name for a message.</summary>
    internal string Text => Encoding.UTF8.GetString(Name);
}

/// <summary>An extended attribute: <c>security.capability</c> and the like.</summary>
internal readonly record struct TarAttribute(byte[] Name, byte[] Value);

/// <summary>A stretch of data of a file with holes.</summary>
internal readonly record struct TarSegment(long Offset, long Length);
