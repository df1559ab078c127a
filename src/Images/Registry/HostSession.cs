using System.Net;
using System.Net.Http.Headers;
using CriSharp.Failures;
using CriSharp.Images.Registry.Credentials;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>
/// The conversation with one host about one repository, for one pull: authentication, redirects, repeated attempts. Its requests may run in
/// parallel.
/// </summary>
internal sealed class HostSession(Reference reference, HostCredentials credentials, ImageHost host, RegistryOptions options, TimeProvider time) : IDisposable
{
    private const int MostRedirects = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Patience _patience = new(options.StallTimeout, time);
    private readonly RegistryAuthorization _authorization = new(reference, credentials, host, new Patience(options.StallTimeout, time));

    /// <summary>For messages.</summary>
    internal string Name => host.Name;

    /// <summary>Whether it is the registry itself, not a mirror.</summary>
    internal bool IsRegistry => host.IsRegistry;

    internal bool Serves(RegistryRequest request) => host.Capabilities.HasFlag(request.Needs);

    /// <summary>A successful answer, its content not yet read; the caller disposes it.</summary>
    internal async Task<HttpResponseMessage> GetAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? wanted = null;
            try
            {
                var response = await GetOnceAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    var failure = await RegistryFailures.AnsweredAsync(response, _authorization.Identity, _patience, cancellationToken);
                    if (!RegistryFailures.IsPassing(response.StatusCode) || attempt >= options.Attempts)
                    {
                        throw failure;
                    }

                    wanted = response.Headers.RetryAfter?.Delta;
                }
            }
            catch (BrokenConnectionException e) when (e.IsWorthRepeating && attempt < options.Attempts)
            {
            }
            catch (BrokenConnectionException e)
            {
                throw e.Failure;
            }

            await WaitAsync(options, time, attempt, wanted, cancellationToken);
        }
    }

    /// <summary>The wait before the attempt after this one.</summary>
    internal static Task WaitAsync(RegistryOptions options, TimeProvider time, int attempt, TimeSpan? wanted, CancellationToken cancellationToken)
    {
        var delay = wanted ?? options.RetryDelay * Math.Pow(2, attempt - 1);
        return Task.Delay(delay < LongestWait ? delay : LongestWait, time, cancellationToken);
    }

    public void Dispose()
    {
        _authorization.Dispose();
        host.Dispose();
    }

    private async Task<HttpResponseMessage> GetOnceAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var address = new Uri($"https://{host.Name}/");
        try
        {
            using var patience = new CancellationTokenSource(options.StallTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            address = await host.AddressAsync(both.Token);
            return await AuthorizedAsync(new Uri(address, request.Path + host.Query), request, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Broken(address, new TimeoutException("no answer", e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(address, e);
        }
    }

    private BrokenConnectionException Broken(Uri address, Exception cause)
    {
        host.Forget();
        return new BrokenConnectionException(RegistryFailures.Unreachable(address, cause), RegistryFailures.IsBroken(cause));
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(Uri address, RegistryRequest request, CancellationToken cancellationToken)
    {
        var used = _authorization.Header;
        var response = await RedirectedAsync(address, request, used, cancellationToken);
        // Whom the registry redirects to may want a secret, too; it gets none, nor a say in who does.
        if (response.StatusCode != HttpStatusCode.Unauthorized || !IsSameServer(response.RequestMessage!.RequestUri!, address))
        {
            return response;
        }

        var challenges = Challenge.Parse(response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : []);
        if (!await _authorization.AnswerAsync(used, challenges, cancellationToken))
        {
            return response;
        }

        response.Dispose();
        return await RedirectedAsync(address, request, _authorization.Header, cancellationToken);
    }

    private async Task<HttpResponseMessage> RedirectedAsync(
        Uri address, RegistryRequest request, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var target = address;
        for (var redirects = 0; ; redirects++)
        {
            // Blobs are often elsewhere, at a storage service: it has no business with our credentials.
            using var message = Message(target, request);
            if (IsSameServer(target, address))
            {
                Introduce(message, authorization);
            }

            var response = await host.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!IsRedirect(response))
            {
                return response;
            }

            using (response)
            {
                target = Followed(target, response.Headers.Location!, redirects);
            }
        }
    }

    private static bool IsSameServer(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private Uri Followed(Uri from, Uri location, int redirects)
    {
        var target = new Uri(from, location);
        return redirects >= MostRedirects ? throw new FailureException(FailureKind.Unknown, $"registry redirects more than {MostRedirects} times")
            : !host.IsAllowed(target) ? throw new FailureException(FailureKind.Unknown, $"registry redirects to {target.Scheme}://{target.Authority}, which is not https")
            : target;
    }

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private void Introduce(HttpRequestMessage message, AuthenticationHeaderValue? authorization)
    {
        foreach (var (name, value) in host.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.Authorization ??= authorization;
    }

    private static HttpRequestMessage Message(Uri address, RegistryRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var type in request.Accept ?? [])
        {
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        if (request.From > 0)
        {
            message.Headers.Range = new RangeHeaderValue(request.From, null);
        }

        return message;
    }
}
