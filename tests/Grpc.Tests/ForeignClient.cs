using System.Diagnostics;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace CriSharp.Tests.Grpc;

/// <summary>A call by <c>foreign_client.py</c>: the reference implementation of gRPC, driven line by line.</summary>
internal sealed class ForeignClient : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private string? _lastLine;

    private ForeignClient(Process process) => _process = process;

    /// <summary>Why the tests cannot run here, or null if they can.</summary>
    public static string? Obstacle { get; } =
        File.Exists("/usr/lib/python3/dist-packages/grpc/__init__.py") ? null : "Debian's package python3-grpcio is not installed";

    public static ForeignClient Start(string socketPath, string shape, string method, params string[] options)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "foreign_client.py"), socketPath, shape, method, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ForeignClient(Process.Start(start)!);
    }

    public async Task SendAsync(params IMessage[] requests)
    {
        foreach (var request in requests)
        {
            await WriteLineAsync(Convert.ToHexString(request.ToByteArray()));
        }
    }

    public Task CancelAsync() => WriteLineAsync("cancel");

    /// <summary>Ends a stream of requests.</summary>
    public void Complete() => _process.StandardInput.Close();

    /// <summary>The next response, or null when the call has ended.</summary>
    public async Task<T?> ReceiveAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        _lastLine = await _process.StandardOutput.ReadLineAsync();
        return _lastLine is null || _lastLine.StartsWith("status", StringComparison.Ordinal) ? null : parser.ParseFrom(Convert.FromHexString(_lastLine));
    }

    /// <summary>How the call ended, all responses having been received: the name of the code, the details and the trailers.</summary>
    public async Task<(string Code, string? Details, JsonObject Trailers)> EndAsync()
    {
        while (_lastLine?.StartsWith("status", StringComparison.Ordinal) != true)
        {
            _lastLine = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the foreign client has died");
        }

        var parts = _lastLine.Split(' ', 3);
        var trailers = JsonNode.Parse(parts[2])!.AsObject();
        return (parts[1], trailers["details"]?.GetValue<string>(), trailers);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }
}
