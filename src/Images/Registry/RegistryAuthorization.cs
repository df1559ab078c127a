using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CriSharp.Failures;
using CriSharp.Images.Registry.Credentials;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>
/// Who we are to one registry for one repository: anonymous, a user, or the bearer of a token. The credentials go to this registry and to
/// the token server that it names, nowhere else. Shared by the parallel requests of a pull.
/// </summary>
internal sealed class RegistryAuthorization(Reference reference, HostCredentials who, ImageHost host, Patience patience) : IDisposable
{
    private const int LongestToken = 256 * 1024;
    private const string ClientId = "crisharp";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly RegistryCredentials? _credentials = who.Credentials;
    private AuthenticationHeaderValue? _header = who.Credentials is { RegistryToken: { Length: > 0 } token } ? new AuthenticationHeaderValue("Bearer", token) : null;

    /// <summary>What to send with a request to the registry; null as long as it has not asked.</summary>
    internal AuthenticationHeaderValue? Header => Volatile.Read(ref _header);

    /// <summary>Who asks, for messages.</summary>
    internal string Identity => who.Identity;

    /// <summary>Answers a challenge to a request that was made with <paramref name="used"/>; false if there is nothing better to offer.</summary>
    internal async Task<bool> AnswerAsync(AuthenticationHeaderValue? used, IReadOnlyList<Challenge> challenges, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!Equals(used, Header))
            {
                // Another request of this pull has got a new token meanwhile.
                return true;
            }

            var answer = await AnswerAsync(challenges, cancellationToken);
            if (answer is null || Equals(answer, used))
            {
                return false;
            }

            Volatile.Write(ref _header, answer);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<AuthenticationHeaderValue?> AnswerAsync(IReadOnlyList<Challenge> challenges, CancellationToken cancellationToken)
    {
        if (_credentials is { RegistryToken.Length: > 0 })
        {
            return null;
        }

        if (challenges.FirstOrDefault(challenge => Is(challenge, "Bearer") && challenge["realm"] is not null) is { } bearer)
        {
            return await FetchTokenAsync(bearer, cancellationToken) is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        }

        return challenges.Any(challenge => Is(challenge, "Basic")) ? Basic() : null;
    }

    private static bool Is(Challenge challenge, string scheme) => challenge.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    private AuthenticationHeaderValue? Basic() => _credentials is { Username.Length: > 0 } user
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}")))
        : null;

    private async Task<string?> FetchTokenAsync(Challenge challenge, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || !host.IsAllowed(realm))
        {
            throw new FailureException(FailureKind.Unknown, $"registry names \"{challenge["realm"]}\" as token server, which is no https address");
        }

        using var request = TokenRequest(realm, challenge);
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var failure = await RegistryFailures.AnsweredAsync(response, Identity, patience, cancellationToken);
            throw new FailureException(failure.Kind, $"get a token from {realm.Authority}: {failure.Message}", failure);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var content = await stream.ReadAtMostAsync(LongestToken, cancellationToken);
        return Token(content) ?? throw new FailureException(FailureKind.Unknown, $"get a token from {realm.Authority}: the answer has no token");
    }

    private static string? Token(byte[]? content)
    {
        try
        {
            var document = content is null ? null : JsonSerializer.Deserialize(content, RegistryJson.Default.TokenDocument);
            return string.IsNullOrEmpty(document?.Token) ? document?.AccessToken : document.Token;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Docker's token protocol: GET with the user's password, or POST (OAuth2) with a refresh token.
    private HttpRequestMessage TokenRequest(Uri realm, Challenge challenge)
    {
        var parameters = new Dictionary<string, string> { ["scope"] = Scope(challenge) };
        if (challenge["service"] is { } service)
        {
            parameters["service"] = service;
        }

        if (_credentials is { IdentityToken.Length: > 0 })
        {
            parameters["grant_type"] = "refresh_token";
            parameters["refresh_token"] = _credentials.IdentityToken;
            parameters["client_id"] = ClientId;
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(parameters) };
        }

        var query = string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var address = new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query }.Uri;
        return new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = Basic() } };
    }

    // The registry may know the repository by another path than we do, but it gets no token for more than reading.
    private string Scope(Challenge challenge) =>
        challenge["scope"] is { } scope && scope.EndsWith(":pull", StringComparison.Ordinal) ? scope : $"repository:{reference.Repository}:pull";
}
