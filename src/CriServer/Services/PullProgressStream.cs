using System.Threading.Channels;
using CriSharp.Images;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

/// <summary>Runs a pull and sends how far it is, as fast as the client takes it: a slow client gets the newest state of each layer, not a backlog.</summary>
internal static class PullProgressStream
{
    public static async Task RunAsync(
        IImages images,
        PullRequest request,
        IServerStreamWriter<Node.V1.PullImageProgress> responses,
        CancellationToken cancellationToken)
    {
        var latest = new LatestProgress();
        var pull = PullAsync();
        await foreach (var layers in latest.ReadAllAsync(cancellationToken))
        {
            var message = new Node.V1.PullImageProgress();
            message.Layers.Add(layers.Select(ToMessage));
            await responses.WriteAsync(message, cancellationToken);
        }

        await responses.WriteAsync(new Node.V1.PullImageProgress { ImageId = (await pull).Id }, cancellationToken);

        async Task<ImageRecord> PullAsync()
        {
            try
            {
                return await images.PullAsync(request, latest, cancellationToken);
            }
            finally
            {
                latest.Complete();
            }
        }
    }

    private static Node.V1.LayerProgress ToMessage(LayerProgress layer) => new()
    {
        Digest = layer.Digest,
        Phase = (Node.V1.LayerProgress.Types.Phase)layer.Phase,
        ReceivedBytes = (ulong)layer.ReceivedBytes,
        TotalBytes = (ulong)layer.TotalBytes,
    };

    /// <summary>What changed since the reader last looked, the newest of each layer.</summary>
    private sealed class LatestProgress : IProgress<LayerProgress>
    {
        private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly Dictionary<string, LayerProgress> _layers = [];

        public void Report(LayerProgress value)
        {
            lock (_layers)
            {
                _layers[value.Digest] = value;
            }

            _changed.Writer.TryWrite(true);
        }

        public void Complete() => _changed.Writer.TryComplete();

        public async IAsyncEnumerable<IReadOnlyList<LayerProgress>> ReadAllAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var _ in _changed.Reader.ReadAllAsync(cancellationToken))
            {
                if (Take() is { Count: > 0 } taken)
                {
                    yield return taken;
                }
            }
        }

        private List<LayerProgress> Take()
        {
            lock (_layers)
            {
                List<LayerProgress> taken = [.. _layers.Values];
                _layers.Clear();
                return taken;
            }
        }
    }
}
