using System.Runtime.InteropServices;
using CriSharp.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux;

internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    internal static unsafe partial int Bind(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(SafeFileHandle socket, int backlog);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    internal static unsafe partial int Connect(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept(SafeFileHandle socket, nint address, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    internal static unsafe partial nint SendMessage(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    internal static unsafe partial nint ReceiveMessage(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    internal static unsafe partial int GetSocketOption(SafeFileHandle socket, int level, int name, void* value, uint* length);
}
