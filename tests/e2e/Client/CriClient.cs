using CriSharp.Grpc;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Client;

/// <summary>What a kubelet has: the two CRI services on a node's socket; and the node's own service beside them.</summary>
public sealed class CriClient : IDisposable
{
    private readonly UnixChannel _channel;

    public CriClient(string socket)
    {
        _channel = new UnixChannel(socket);
        CallInvoker calls = new PatientCalls(_channel.CreateCallInvoker());
        Runtime = new Cri.RuntimeService.RuntimeServiceClient(calls);
        Images = new Cri.ImageService.ImageServiceClient(calls);
        Node = new global::Node.V1.Node.NodeClient(calls);
    }

    public Cri.RuntimeService.RuntimeServiceClient Runtime { get; }

    public Cri.ImageService.ImageServiceClient Images { get; }

    public global::Node.V1.Node.NodeClient Node { get; }

    public void Dispose() => _channel.Dispose();
}
