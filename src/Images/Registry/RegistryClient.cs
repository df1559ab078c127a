using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>What all pulls share: connections, trusted certificates, and the knowledge of where registries answer.</summary>
internal sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly RegistryEndpoints _endpoints;
    private readonly RegistryTransport _transport;
    private readonly HostsDirectory _hosts;

    internal RegistryClient(RegistryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _endpoints = new RegistryEndpoints(options);
        _transport = new RegistryTransport(RegistryTrust.Of(options, _endpoints));
        _hosts = new HostsDirectory(options.HostsDirectories);
    }

    /// <summary>The conversation for one pull with whoever serves the reference's registry.</summary>
    internal RegistrySession Open(Reference reference, RegistryCredentials? credentials) =>
        new(reference, [.. HostsOf(reference.Registry).Select(host => new HostSession(reference, credentials, host, _options, _time))], _options, _time);

    public void Dispose() => _transport.Dispose();

    private IEnumerable<ImageHost> HostsOf(string registry) => _hosts.Find(registry) is { } settings
        ? settings.Select(host => new ConfiguredHost(registry, host, _endpoints, _options))
        : [new PlainHost(registry, _endpoints, _transport.Client)];
}
