using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using CriSharp.Failures;

namespace CriSharp.Images.Registry;

/// <summary>Turns what a registry answered, or that it did not, into words for the user.</summary>
internal static class RegistryFailures
{
    private const int LongestAnswer = 16 * 1024;
    private const int LongestWords = 300;

    /// <summary>Worth another attempt: overload, or a fault of the server or something before it.</summary>
    internal static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    /// <summary>The registry answered, but not what was asked for. <paramref name="identity"/> says who asked.</summary>
    internal static async Task<FailureException> AnsweredAsync(
        HttpResponseMessage response, string identity, Patience patience, CancellationToken cancellationToken)
    {
        var words = await WordsAsync(response, patience, cancellationToken);
        var because = words.Length > 0 ? $": {words}" : "";
        var number = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new FailureException(FailureKind.NotFound, $"not found, registry answered 404{because}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new FailureException(FailureKind.Unknown, $"denied, registry answered {number} to {identity}{because}"),
            var status when IsPassing(status) => new FailureException(FailureKind.RegistryUnavailable, $"registry answered {number}{because}"),
            _ => new FailureException(FailureKind.Unknown, $"registry answered {number}{because}"),
        };
    }

    /// <summary>No answer: the host is not there, hangs up, or has a certificate that is not trusted.</summary>
    internal static FailureException Unreachable(Uri address, Exception cause)
    {
        var host = $"{address.Host}:{address.Port}";
        return new FailureException(FailureKind.RegistryUnavailable, Innermost(cause) switch
        {
            TimeoutException => $"connect {host}: no answer in time",
            var other when IsBroken(cause) => $"{host} hung up: {Decapitalized(other.Message)}",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"look up {address.Host}: no such host",
            SocketException socket => $"connect {host}: {socket.Message.ToLowerInvariant()}",
            AuthenticationException tls => $"connect {host}: tls: {Decapitalized(tls.Message)}",
            var other => $"connect {host}: {Decapitalized(other.Message)}",
        }, cause);
    }

    /// <summary>A connection that was never made will not be made by trying at once again; one that broke may.</summary>
    internal static bool IsBroken(Exception e) => e switch
    {
        HttpRequestException http => http.HttpRequestError is not (
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError),
        IOException or TimeoutException => true,
        _ => false,
    };

    private static Exception Innermost(Exception e)
    {
        for (; e.InnerException is not null && e is not (SocketException or AuthenticationException or TimeoutException); e = e.InnerException)
        {
        }

        return e;
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var content = await stream.ReadAtMostAsync(LongestAnswer, patience, cancellationToken);
            var document = content is { Length: > 0 } ? JsonSerializer.Deserialize(content, RegistryJson.Default.ErrorsDocument) : null;
            var words = document?.Errors?.Select(error => string.IsNullOrEmpty(error.Message) ? error.Code : error.Message) ?? [];
            return Printable(string.Join("; ", words.Where(word => !string.IsNullOrEmpty(word))));
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or TimeoutException)
        {
            // The status says enough; an error page is no explanation.
            return "";
        }
    }

    private static string Printable(string words) =>
        string.Concat(words.Take(LongestWords).Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string Decapitalized(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
}
