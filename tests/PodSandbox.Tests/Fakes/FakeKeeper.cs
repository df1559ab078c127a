using System.Threading.Channels;
using CriSharp.Failures;
using CriSharp.Runtime.Keeping;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>A keeper that runs nothing: it tells what was asked of it, signal by signal.</summary>
internal sealed class FakeKeeper : IKeeper
{
    private readonly Channel<(string ContainerId, int Signal)> _signals = Channel.CreateUnbounded<(string, int)>();

    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly Channel<string> _forgotten = Channel.CreateUnbounded<string>();

    public List<KeptContainer> Kept { get; } = [];

    public List<string> Forgotten { get; } = [];

    /// <summary>The next signal sent, waited for.</summary>
    public ValueTask<(string ContainerId, int Signal)> NextSignalAsync(CancellationToken cancellationToken) =>
        _signals.Reader.ReadAsync(cancellationToken);

    /// <summary>Whether a signal was sent that nobody has looked at.</summary>
    public bool HasSignal => _signals.Reader.TryPeek(out _);

    public Task<KeptProcess> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeptExec> ExecAsync(ExecRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Set, it knows no container: signals are refused as NotFound.</summary>
    public bool HasForgottenAll { get; set; }

    public async Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken)
    {
        await _signals.Writer.WriteAsync((containerId, signal), cancellationToken);
        if (HasForgottenAll)
        {
            throw new FailureException(FailureKind.NotFound, $"signal container {containerId}: not found");
        }
    }

    public Task ReopenLogAsync(string containerId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<KeptContainer>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeptContainer>>(Kept);

    /// <summary>Tells an exit, once, to whoever listens.</summary>
    public void Tell(ContainerExit exit) => _exits.Writer.TryWrite(exit);

    public IAsyncEnumerable<ContainerExit> ExitsAsync(CancellationToken cancellationToken) => _exits.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Set, the next <see cref="ForgetAsync"/> fails with this.</summary>
    public Exception? ForgetFailure { get; set; }

    /// <summary>The next container forgotten, waited for.</summary>
    public ValueTask<string> NextForgottenAsync(CancellationToken cancellationToken) => _forgotten.Reader.ReadAsync(cancellationToken);

    public Task ForgetAsync(string containerId, CancellationToken cancellationToken)
    {
        if (ForgetFailure is { } failure)
        {
            ForgetFailure = null;
            throw failure;
        }

        Forgotten.Add(containerId);
        _forgotten.Writer.TryWrite(containerId);
        return Task.CompletedTask;
    }
}
