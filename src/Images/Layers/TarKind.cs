namespace CriSharp.Images.Layers;

/// <summary>The kinds of entries of a tar archive (pax(1)), by their type flag.</summary>
internal enum TarKind
{
    File = '0',
    HardLink = '1',
    SymbolicLink = '2',
    CharacterDevice = '3',
    BlockDevice = '4',
    Directory = '5',
    Fifo = '6',
}
