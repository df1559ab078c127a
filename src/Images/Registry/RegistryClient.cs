namespace CriSharp.Images.Registry;

/// <summary>What all pulls share: connections, trusted certificates, and the knowledge of where registries answer.</summary>
internal sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly RegistryEndpoints _endpoints;
    private readonly RegistryTransport _transport;

    internal RegistryClient(RegistryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _endpoints = new RegistryEndpoints(options);
        _transport = new RegistryTransport(options, _endpoints);
    }

    internal RegistrySession Open(Reference reference, RegistryCredentials? credentials) =>
        new(reference, credentials, _transport, _endpoints, _options, _time);

    public void Dispose() => _transport.Dispose();
}
