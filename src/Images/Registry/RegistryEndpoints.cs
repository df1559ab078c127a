using System.Collections.Concurrent;

namespace CriSharp.Images.Registry;

/// <summary>Where a registry answers: the one place that knows of hosts, schemes and, later, mirrors.</summary>
internal sealed class RegistryEndpoints(RegistryOptions options)
{
    private readonly ConcurrentDictionary<string, Uri> _known = new(StringComparer.Ordinal);

    /// <summary>Whether plain http is allowed to this registry, which the user has named.</summary>
    private bool MayBePlain(string registry) => RegistryHost.IsLoopback(registry) || IsInsecure(registry);

    private bool IsInsecure(string authority) => options.InsecureHosts.Contains(authority, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the user gave up on the certificates of this host, given without port as TLS knows it.</summary>
    internal bool IsUnverified(string host) =>
        options.InsecureHosts.Any(insecure => string.Equals(RegistryHost.WithoutPort(insecure), host, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a request may go to an address that <paramref name="registry"/> names. One elsewhere cannot send us to what listens on this
    /// machine's loopback, where programs trust whoever asks.
    /// </summary>
    internal bool IsAllowed(Uri address, string registry) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp
            && (IsInsecure(address.Authority) || (RegistryHost.IsLoopback(address.Authority) && RegistryHost.IsLoopback(registry))));

    /// <summary>
    /// The base address of a registry. https comes first, also where http is allowed: a registry on loopback may well have a certificate.
    /// </summary>
    internal async Task<Uri> ResolveAsync(string registry, HttpClient client, CancellationToken cancellationToken)
    {
        var secure = new Uri($"https://{RegistryHost.Serving(registry)}/");
        if (!MayBePlain(registry))
        {
            return secure;
        }

        if (_known.TryGetValue(registry, out var known))
        {
            return known;
        }

        var address = await ProbeAsync(secure, client, cancellationToken);
        _known[registry] = address;
        return address;
    }

    /// <summary>The address did not answer: look again next time.</summary>
    internal void Forget(string registry) => _known.TryRemove(registry, out _);

    private static async Task<Uri> ProbeAsync(Uri secure, HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(secure, "v2/"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return secure;
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError)
        {
            var plain = new UriBuilder(secure) { Scheme = Uri.UriSchemeHttp, Port = secure.IsDefaultPort ? 80 : secure.Port }.Uri;
            // A server that wants TLS answers 400 to plain http: then what was wrong with TLS is the matter.
            if (!await AnswersAsync(plain, client, cancellationToken))
            {
                throw;
            }

            return plain;
        }
    }

    private static async Task<bool> AnswersAsync(Uri plain, HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(plain, "v2/"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode != System.Net.HttpStatusCode.BadRequest;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
