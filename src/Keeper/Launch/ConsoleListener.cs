using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Sockets;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>
/// Where an OCI runtime's <c>create</c> delivers the master of the container's terminal (<c>--console-socket</c>).
/// </summary>
internal sealed class ConsoleListener : IDisposable
{
    private const int NameBytes = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly UnixListener _listener;

    /// <summary>Listens; what another attempt left at the path is replaced.</summary>
    internal ConsoleListener(string path)
    {
        File.Delete(path);
        _listener = UnixListener.Listen(path, EventLoop.Shared);
    }

    /// <summary>
    /// The master, non-blocking. To be called when <c>create</c> has succeeded: it has connected and sent by then.
    /// </summary>
    /// <exception cref="RefusedException">It has not.</exception>
    internal async Task<SafeFileHandle> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        List<SafeFileHandle> descriptors = [];
        try
        {
            using var connection = await _listener.AcceptAsync(patience.Token);
            await connection.ReceiveAsync(new byte[NameBytes], descriptors, patience.Token);
            return Terminal(descriptors);
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Close(descriptors);
            throw new RefusedException(Failure.Types.Kind.Internal, $"create: no terminal at the console socket: {e.Message}");
        }
        catch
        {
            Close(descriptors);
            throw;
        }
    }

    public void Dispose() => _listener.Dispose();

    private static SafeFileHandle Terminal(List<SafeFileHandle> descriptors)
    {
        if (descriptors.Count != 1)
        {
            throw new RefusedException(
                Failure.Types.Kind.Internal, $"create: {descriptors.Count} descriptors at the console socket instead of a terminal");
        }

        Descriptor.SetNonBlocking(descriptors[0]);
        return descriptors[0];
    }

    private static void Close(List<SafeFileHandle> descriptors) => descriptors.ForEach(descriptor => descriptor.Dispose());
}
