using CriSharp.Runtime.Cni;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Pod networks without plugins: they tell what was released, and fail when told to.</summary>
internal sealed class FakeNetworks : IPodNetworks
{
    private readonly System.Threading.Channels.Channel<PodNetworkAttachment> _detached =
        System.Threading.Channels.Channel.CreateUnbounded<PodNetworkAttachment>();

    public NetworkReadiness Readiness { get; set; } = new(true, "", "");

    /// <summary>While set, releases fail with this message.</summary>
    public string? Failure { get; set; }

    /// <summary>The next attempt at a release, successful or not, waited for.</summary>
    public ValueTask<PodNetworkAttachment> NextDetachAsync(CancellationToken cancellationToken) => _detached.Reader.ReadAsync(cancellationToken);

    public static PodNetworkAttachment Attachment(string sandboxId) => new()
    {
        SandboxId = sandboxId,
        NamespacePath = "/run/ns/" + sandboxId,
        InterfaceName = "eth0",
        ConfigurationList = "{}",
        Arguments = "",
        CapabilityArguments = "{}",
        Addresses = ["10.0.0.2"],
    };

    public PodNetworkAttachment Plan(PodNetworkRequest request) => Attachment(request.SandboxId);

    public Task<PodNetworkAttachment> AttachAsync(PodNetworkAttachment planned, CancellationToken cancellationToken) => Task.FromResult(planned);

    public async Task DetachAsync(PodNetworkAttachment attachment, CancellationToken cancellationToken)
    {
        await _detached.Writer.WriteAsync(attachment, cancellationToken);
        if (Failure is { } failure)
        {
            throw new IOException(failure);
        }
    }

    public Task CollectGarbageAsync(IReadOnlyCollection<PodNetworkAttachment> live, CancellationToken cancellationToken) => Task.CompletedTask;
}
