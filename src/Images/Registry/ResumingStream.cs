using System.Net;
using CriSharp.Failures;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>
/// A blob as one stream, whatever happens to the connections below: one that breaks, or brings nothing for a while, is replaced by a new one
/// that goes on where it stopped. Asynchronous reads only.
/// </summary>
internal sealed class ResumingStream(RegistrySession session, string path, RegistryOptions options, TimeProvider time) : Stream
{
    /// <summary>A server that hangs up again and again, a little further each time, is given up in the end.</summary>
    private const int MostConnections = 50;

    private HttpResponseMessage? _response;
    private Stream? _content;
    private long _received;
    private int _connections;
    private int _failuresInARow;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _received;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the first connection, so that an error of the registry shows before anything is set up for the data.</summary>
    internal Task StartAsync(CancellationToken cancellationToken) => ConnectAsync(cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_content is null)
                {
                    await ConnectAsync(cancellationToken);
                }

                var length = await ReadOnceAsync(buffer, cancellationToken);
                _received += length;
                _failuresInARow = 0;
                return length;
            }
            catch (Exception e) when (RegistryFailures.IsBroken(e))
            {
                Disconnect();
                if (++_failuresInARow >= options.Attempts || _connections >= MostConnections)
                {
                    throw new FailureException(
                        FailureKind.RegistryUnavailable, $"the transfer broke off after {_received} bytes, {_connections} connections were tried", e);
                }
            }

            await session.WaitAsync(_failuresInARow, cancellationToken);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Disconnect();
        }

        base.Dispose(disposing);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _response = await session.GetAsync(new RegistryRequest(path, HostCapabilities.Pull, From: _received), cancellationToken, turn: _connections++);
        _content = await _response.Content.ReadAsStreamAsync(cancellationToken);
        if (_received > 0 && _response.StatusCode != HttpStatusCode.PartialContent)
        {
            await SkipAsync(_received, cancellationToken);
        }
        else if (_received > 0 && _response.Content.Headers.ContentRange?.From != _received)
        {
            throw new FailureException(FailureKind.Unknown, "registry resumed the transfer at another place than asked for");
        }
    }

    // A server without Range sends all again.
    private async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (bytes > 0)
        {
            var length = await ReadOnceAsync(buffer.AsMemory(0, (int)Math.Min(bytes, buffer.Length)), cancellationToken);
            bytes -= length > 0 ? length : throw new FailureException(FailureKind.Unknown, "registry resumed the transfer with less than before");
        }
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.StallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _content!.ReadAsync(buffer, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no data for {options.StallTimeout.TotalSeconds} seconds", e);
        }
    }

    private void Disconnect()
    {
        _content?.Dispose();
        _response?.Dispose();
        _content = null;
        _response = null;
    }
}
