using System.Runtime.InteropServices;

namespace CriSharp.Linux;

/// <summary>The calls of libseccomp that build a filter (seccomp.h), raw. Failures are negative error numbers.</summary>
internal static partial class LibSeccomp
{
    private const string Library = "libseccomp.so.2";

    [LibraryImport(Library, EntryPoint = "seccomp_init")]
    internal static partial nint Create(uint defaultAction);

    [LibraryImport(Library, EntryPoint = "seccomp_release")]
    internal static partial void Release(nint filter);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint ResolveArchitecture(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_add")]
    internal static partial int AddArchitecture(nint filter, uint architecture);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ResolveSyscall(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_rule_add_array")]
    internal static unsafe partial int AddRule(nint filter, uint action, int syscall, uint count, Seccomp.SeccompComparison* comparisons);

    [LibraryImport(Library, EntryPoint = "seccomp_export_bpf")]
    internal static partial int Export(nint filter, int descriptor);
}
