using CriSharp.Failures;

namespace CriSharp.Runtime.Cni;

/// <summary>The pod network as it stands: read anew, its plugins looked for and asked, and the verdict published as one snapshot.</summary>
internal sealed class NetworkInUse(CniOptions options, PluginCaller caller, NetworkChain chain)
{
    private const string NotReady = "NetworkPluginNotReady"; // the kubelet's own word for it

    private readonly NetworkConfigurationDirectory _directory = new(options.ConfigurationDirectory);
    private NetworkConfigurationFile? _file;
    private (string Offered, NetworkConfiguration Network)? _agreement;
    private volatile Snapshot _current = new(
        null, new NetworkReadiness(false, NotReady, $"cni {options.ConfigurationDirectory}: not read yet"));

    internal Snapshot Current => _current;

    /// <summary>Looks at everything again. Never throws for what an administrator or a plugin did.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var (file, complaints) = _directory.Load(_file);
        if (file is null)
        {
            Publish(null, complaints.Count == 0 ? "no configuration file" : string.Join("; ", complaints));
        }
        else if (file.Network.Plugins.FirstOrDefault(plugin => caller.Find(plugin.Type) is null) is { } missing)
        {
            Publish(file, $"{Path.GetFileName(file.Path)}: {caller.NotFound(missing.Type)}");
        }
        else
        {
            await AskAsync(file, complaints, cancellationToken);
        }

        _file = file;
    }

    private async Task AskAsync(NetworkConfigurationFile file, IReadOnlyList<string> complaints, CancellationToken cancellationToken)
    {
        var (network, disagreement) = await AgreeAsync(file.Network, cancellationToken);
        var agreed = file with { Network = network };
        if (disagreement is null && CniVersion.IsAtLeast(network.Version, CniVersion.StatusAndGarbageCollection))
        {
            disagreement = await StatusAsync(network, cancellationToken);
        }

        if (disagreement is not null)
        {
            Publish(agreed, $"{Path.GetFileName(file.Path)}: {disagreement}");
            return;
        }

        var warning = complaints.Count == 0
            ? ""
            : $"cni {options.ConfigurationDirectory}: using {Path.GetFileName(file.Path)}; {string.Join("; ", complaints)}";
        _current = new Snapshot(agreed, new NetworkReadiness(true, "", warning));
    }

    // Of the versions that the configuration offers, the newest that every plugin speaks.
    private async Task<(NetworkConfiguration Network, string? Disagreement)> AgreeAsync(
        NetworkConfiguration network, CancellationToken cancellationToken)
    {
        var offered = $"{string.Join(' ', network.Versions)} {network.ToJson()}";
        if (_agreement is { } agreement && agreement.Offered == offered)
        {
            return (agreement.Network, null);
        }

        IEnumerable<string> common = network.Versions;
        foreach (var plugin in network.Plugins)
        {
            if (await chain.VersionsAsync(network, plugin, cancellationToken) is { } spoken)
            {
                common = [.. common.Intersect(spoken)];
                if (!common.Any())
                {
                    var offers = string.Join(" or ", network.Versions);
                    return (network, $"plugin {plugin.Type} speaks CNI {string.Join(", ", spoken)}, and not {offers}");
                }
            }
        }

        _agreement = (offered, network with { Versions = CniVersion.NewestFirst(common) });
        return (_agreement.Value.Network, null);
    }

    private async Task<string?> StatusAsync(NetworkConfiguration network, CancellationToken cancellationToken)
    {
        try
        {
            await chain.CheckStatusAsync(network, cancellationToken);
            return null;
        }
        catch (FailureException e)
        {
            return e.Message;
        }
    }

    private void Publish(NetworkConfigurationFile? file, string cause) =>
        _current = new Snapshot(file, new NetworkReadiness(false, NotReady, $"cni {options.ConfigurationDirectory}: {cause}"));

    /// <summary>The network, if there is one, and whether it can be used.</summary>
    internal sealed record Snapshot(NetworkConfigurationFile? File, NetworkReadiness Readiness);
}
