using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Sockets;

/// <summary>One message and the descriptors that came with it; whoever receives it owns them.</summary>
public sealed record Frame(byte[] Payload, IReadOnlyList<SafeFileHandle> Descriptors) : IDisposable
{
    public void Dispose()
    {
        foreach (var descriptor in Descriptors)
        {
            descriptor.Dispose();
        }
    }
}
