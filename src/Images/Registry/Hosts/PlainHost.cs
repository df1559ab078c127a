namespace CriSharp.Images.Registry.Hosts;

/// <summary>A registry that no <c>hosts.toml</c> describes.</summary>
internal sealed class PlainHost(string registry, RegistryEndpoints endpoints, HttpClient client) : ImageHost
{
    public override string Name => RegistryHost.Serving(registry);

    public override HttpClient Client => client;

    public override async Task<Uri> AddressAsync(CancellationToken cancellationToken) =>
        new(await endpoints.ResolveAsync(registry, client, cancellationToken), "v2/");

    public override void Forget() => endpoints.Forget(registry);

    public override bool IsAllowed(Uri address) => endpoints.IsAllowed(address, registry);

    public override void Dispose()
    {
        // The connections are shared by all pulls.
    }
}
