namespace CriSharp.Linux.Files;

/// <summary>How openat2(2) may walk a path.</summary>
[Flags]
public enum ResolveModes
{
    None = 0,
    NoOtherMounts = 1, // RESOLVE_NO_XDEV
    NoMagicLinks = 2, // RESOLVE_NO_MAGICLINKS
    NoSymbolicLinks = 4, // RESOLVE_NO_SYMLINKS
    Beneath = 8, // RESOLVE_BENEATH: a step out of the directory, or an absolute link, is EXDEV
    InRoot = 16, // RESOLVE_IN_ROOT: the directory is "/" for links and ".."
}
