using CriSharp.Grpc;

namespace CriSharp.Cli.Connection;

/// <summary>The daemon behind its socket. Nothing is connected before the first call.</summary>
internal sealed class Daemon(string socket) : IDisposable
{
    /// <summary>Where the daemon listens if nobody says otherwise.</summary>
    public const string DefaultSocket = "/run/crisharp/crisharp.sock";

    private readonly UnixChannel _channel = new(socket);

    /// <summary>The path of the socket.</summary>
    public string Socket => socket;

    /// <summary>Pods and containers.</summary>
    public Cri.RuntimeService.RuntimeServiceClient Runtime => field ??= new(_channel);

    /// <summary>Images.</summary>
    public Cri.ImageService.ImageServiceClient Images => field ??= new(_channel);

    /// <summary>What CriSharp offers beside the CRI.</summary>
    public global::Node.V1.Node.NodeClient Node => field ??= new(_channel);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
