using System.Net;
using System.Net.Http.Headers;

namespace CriSharp.Tests.Grpc;

/// <summary>A body that begins and then neither goes on nor ends.</summary>
internal sealed class StalledContent : HttpContent
{
    private readonly byte[] _beginning;
    private readonly CancellationToken _end;

    public StalledContent(byte[] beginning, CancellationToken end)
    {
        _beginning = beginning;
        _end = end;
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_beginning, _end);
        await stream.FlushAsync(_end);
        await Task.Delay(Timeout.Infinite, _end);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
