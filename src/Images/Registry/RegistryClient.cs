using CriSharp.Images.Registry.Credentials;
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
    private readonly CredentialsFile _credentials;

    internal RegistryClient(RegistryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _endpoints = new RegistryEndpoints(options);
        _transport = new RegistryTransport(RegistryTrust.Of(options, _endpoints));
        _hosts = new HostsDirectory(options.HostsDirectories);
        _credentials = new CredentialsFile(options.CredentialsFile);
    }

    /// <summary>The conversation for one pull with whoever serves the reference's registry.</summary>
    internal RegistrySession Open(Reference reference, RegistryCredentials? credentials) =>
        new(reference, [.. HostsOf(reference.Registry).Select(host => Open(host, reference, credentials))], _options, _time);

    public void Dispose() => _transport.Dispose();

    private HostSession Open(ImageHost host, Reference reference, RegistryCredentials? given) =>
        new(reference, HostCredentials.Of(host, reference, given, _credentials), host, _options, _time);

    private IEnumerable<ImageHost> HostsOf(string registry) => _hosts.Find(registry) is { } settings
        ? settings.Select(host => new ConfiguredHost(registry, host, _endpoints, _options))
        : [new PlainHost(registry, _endpoints, _transport.Client)];
}
