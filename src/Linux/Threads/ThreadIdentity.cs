using System.Runtime.InteropServices;
using CriSharp.Linux.Capabilities;

namespace CriSharp.Linux.Threads;

/// <summary>
/// Who the calling thread is to the kernel (credentials(7)). Only for a thread of <see cref="DedicatedThread"/>: the thread keeps it until it
/// ends.
/// </summary>
public static class ThreadIdentity
{
    private const uint Unchanged = uint.MaxValue;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>
    /// Makes these the thread's effective user and group: owners of what it creates, and who it is where only the owner may. Its capabilities
    /// stay.
    /// </summary>
    public static void Become(uint user, uint group)
    {
        Set(Arm ? 149 : 119, group, "setresgid"); // before the user, whose capability this takes
        Set(Arm ? 147 : 117, user, "setresuid");
        ThreadCapabilities.RaiseEffective();
    }

    private static void Set(nint number, uint id, string operation)
    {
        if (LibC.SetThreadIds(number, Unchanged, id, Unchanged) != 0)
        {
            throw LinuxException.FromLastError(operation, $"{id}");
        }
    }
}
