namespace CriSharp.Images.Layers;

/// <summary>
/// The name of a tar entry as a path below the layer's root: without leading slash, <c>.</c> or doubled slashes. <c>..</c> is refused:
/// no tool that makes layers writes it. Pure.
/// </summary>
internal static class EntryPath
{
    /// <summary>Directories above each other, the entry included: no image needs as many, and each costs the kernel a step per access.</summary>
    private const int Deepest = 255;
    private const byte Slash = (byte)'/';

    /// <summary>The clean path; empty for the root itself.</summary>
    internal static byte[] Clean(ReadOnlySpan<byte> name)
    {
        var clean = new byte[name.Length];
        var length = 0;
        var depth = 0;
        foreach (var range in name.Split(Slash))
        {
            var part = name[range];
            if (part.IsEmpty || part.SequenceEqual("."u8))
            {
                continue;
            }

            if (part.SequenceEqual(".."u8))
            {
                throw new LayerArchiveException("the name climbs with \"..\"");
            }

            if (++depth > Deepest)
            {
                throw new LayerArchiveException($"the name is deeper than {Deepest} directories");
            }

            if (length > 0)
            {
                clean[length++] = Slash;
            }

            part.CopyTo(clean.AsSpan(length));
            length += part.Length;
        }

        return clean[..length];
    }

    /// <summary>The path of the directory that holds it, and its name there.</summary>
    internal static (byte[] Parent, byte[] Name) Split(byte[] path)
    {
        var slash = path.AsSpan().LastIndexOf(Slash);
        return slash < 0 ? ([], path) : (path[..slash], path[(slash + 1)..]);
    }
}
