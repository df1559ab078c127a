using System.Runtime.InteropServices;
using CriSharp.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

internal static partial class LibC
{
    // posix_spawn and its attribute functions return the error number instead of setting errno.
    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int Spawn(
        int* processId, string path, byte* fileActions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static unsafe partial int SpawnAttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static unsafe partial int SpawnAttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static unsafe partial int SpawnAttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static unsafe partial int SpawnAttributesSetSignalMask(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static unsafe partial int SpawnAttributesSetSignalDefault(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static unsafe partial int SpawnActionsInit(byte* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static unsafe partial int SpawnActionsDestroy(byte* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static unsafe partial int SpawnActionsAddDuplicate(byte* fileActions, SafeFileHandle source, int target);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int SpawnActionsAddChangeDirectory(byte* fileActions, string path);

    // glibc 2.34 and later.
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static unsafe partial int SpawnActionsAddCloseFrom(byte* fileActions, int first);

    // By number, since glibc has wrappers only from 2.36 on; the numbers are the same on every architecture.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PidFdOpen(nint number, int processId, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint PidFdSendSignal(nint number, SafeFileHandle pidFd, int signal, nint info, uint flags);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    internal static unsafe partial int WaitId(int idType, int id, WaitInfo* info, int options);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int processId, int signal);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int ProcessControl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
