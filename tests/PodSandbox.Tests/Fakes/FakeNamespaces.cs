using System.Collections.Concurrent;
using System.Threading.Channels;
using CriSharp.Runtime.Namespaces;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Namespaces of nothing: they tell which were removed, and hang where a test says.</summary>
internal sealed class FakeNamespaces : ISandboxNamespaces
{
    private readonly Channel<string> _removals = Channel.CreateUnbounded<string>();

    /// <summary>Removals that hang, by directory, until they are completed; they heed no token.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Hanging { get; } = new();

    /// <summary>The next removal begun, waited for.</summary>
    public ValueTask<string> NextRemovalAsync(CancellationToken cancellationToken) => _removals.Reader.ReadAsync(cancellationToken);

    public Task<SandboxNamespacePaths> CreateAsync(SandboxNamespaceRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PinPidNamespaceAsync(string directory, int pid, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveAsync(string directory, CancellationToken cancellationToken)
    {
        _removals.Writer.TryWrite(directory);
        return Hanging.TryGetValue(directory, out var hanging) ? hanging.Task : Task.CompletedTask;
    }
}
