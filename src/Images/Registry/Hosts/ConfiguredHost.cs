namespace CriSharp.Images.Registry.Hosts;

/// <summary>A host of a <c>hosts.toml</c>, with connections of its own: they last as long as the pull, so that a changed file takes effect with the next.</summary>
internal sealed class ConfiguredHost : ImageHost
{
    private readonly string _registry;
    private readonly HostSettings _settings;
    private readonly RegistryEndpoints _endpoints;
    private readonly RegistryTransport _transport;

    internal ConfiguredHost(string registry, HostSettings settings, RegistryEndpoints endpoints, RegistryOptions options)
    {
        (_registry, _settings, _endpoints) = (registry, settings, endpoints);
        _transport = new RegistryTransport(RegistryTrust.Of(settings, options, endpoints));
    }

    public override string Name => _settings.Address.Authority;

    public override HttpClient Client => _transport.Client;

    public override HostCapabilities Capabilities => _settings.Capabilities;

    public override bool IsRegistry => _settings.IsServer || HasItsName;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => _settings.Headers;

    // A mirror of several registries is told whose image is meant.
    public override string Query => HasItsName ? "" : $"?ns={Uri.EscapeDataString(_registry)}";

    public override Task<Uri> AddressAsync(CancellationToken cancellationToken) => Task.FromResult(_settings.Address);

    // Where the user has written http, the same server may go on so.
    public override bool IsAllowed(Uri address) =>
        (address.Scheme == _settings.Address.Scheme && address.Authority == _settings.Address.Authority) || _endpoints.IsAllowed(address, Name);

    private bool HasItsName =>
        string.Equals(RegistryHost.Serving(_registry), Name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(_registry, Name, StringComparison.OrdinalIgnoreCase);

    public override void Dispose() => _transport.Dispose();
}
