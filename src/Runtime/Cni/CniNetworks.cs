using System.Text;
using System.Text.Json;
using CriSharp.Failures;
using CriSharp.Linux.Namespaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// Pod networks by CNI plugins. As a hosted service it watches the configuration; once started, <see cref="Readiness"/> and
/// <see cref="Plan"/> answer from memory.
/// </summary>
public sealed partial class CniNetworks : BackgroundService, IPodNetworks
{
    private const string PodInterface = "eth0";

    private readonly CniOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CniNetworks> _logger;
    private readonly NetworkChain _chain;
    private readonly NetworkInUse _inUse;

    public CniNetworks(CniOptions options, ICniPluginRunner runner, TimeProvider time, ILogger<CniNetworks> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        var caller = new PluginCaller(runner, options, time);
        _chain = new NetworkChain(caller);
        _inUse = new NetworkInUse(options, caller, _chain);
    }

    /// <inheritdoc/>
    public NetworkReadiness Readiness => _inUse.Current.Readiness;

    /// <inheritdoc/>
    public PodNetworkAttachment Plan(PodNetworkRequest request)
    {
        if (_inUse.Current is not { File.Network: var network })
        {
            throw new FailureException(FailureKind.Unavailable, Readiness.Message);
        }

        return new PodNetworkAttachment
        {
            SandboxId = request.SandboxId,
            NamespacePath = request.NamespacePath,
            InterfaceName = PodInterface,
            ConfigurationList = network.ToJson(),
            Arguments = CniArguments.Of(request),
            CapabilityArguments = CapabilityArguments.Of(request, network),
        };
    }

    /// <inheritdoc/>
    public async Task<PodNetworkAttachment> AttachAsync(PodNetworkAttachment planned, CancellationToken cancellationToken)
    {
        var network = Stored(planned);
        var result = await _chain.AddAsync(network, planned, cancellationToken);
        return planned with { Result = result, Addresses = AddressesOf(result, planned, network) };
    }

    /// <inheritdoc/>
    public Task DetachAsync(PodNetworkAttachment attachment, CancellationToken cancellationToken)
    {
        // After a reboot the path is no namespace any more, and plugins would refuse it: they release what they hold without one.
        var isThere = attachment.NamespacePath is { } path && NamespacePin.KindOf(path) == NamespaceKinds.Network;
        return _chain.DeleteAsync(Stored(attachment), isThere ? attachment : attachment with { NamespacePath = null }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task CollectGarbageAsync(IReadOnlyCollection<PodNetworkAttachment> live, CancellationToken cancellationToken)
    {
        if (_inUse.Current is not { File.Network: { DisablesGarbageCollection: false } network }
            || !CniVersion.IsAtLeast(network.Version, CniVersion.StatusAndGarbageCollection))
        {
            return Task.CompletedTask;
        }

        List<PodNetworkAttachment> here = [.. live.Where(attachment => Stored(attachment).Name == network.Name)];
        return _chain.CollectGarbageAsync(network, here, cancellationToken);
    }

    private static NetworkConfiguration Stored(PodNetworkAttachment attachment)
    {
        try
        {
            return NetworkConfiguration.Parse(Encoding.UTF8.GetBytes(attachment.ConfigurationList));
        }
        catch (JsonException e)
        {
            throw new FailureException(FailureKind.Internal, $"stored network of sandbox {attachment.SandboxId}: {e.Message}", e);
        }
    }

    private static IReadOnlyList<string> AddressesOf(string result, PodNetworkAttachment planned, NetworkConfiguration network)
    {
        try
        {
            var addresses = CniResult.AddressesOf(CniJson.ParseObject(Encoding.UTF8.GetBytes(result)), planned.InterfaceName);
            return addresses.Count > 0
                ? addresses
                : throw new FailureException(FailureKind.Internal, $"cni add {network.Name}: no plugin gave the pod an address");
        }
        catch (JsonException e)
        {
            throw new FailureException(FailureKind.Internal, $"cni add {network.Name}: result: {e.Message}", e);
        }
    }
}
