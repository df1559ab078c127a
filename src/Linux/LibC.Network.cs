using System.Net.Sockets;
using System.Runtime.InteropServices;
using CriSharp.Linux.Network;

namespace CriSharp.Linux;

internal static partial class LibC
{
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int InterfaceRequest(SafeSocketHandle socket, nuint request, ref InterfaceFlagsRequest argument);
}
