using System.Net.Sockets;
using Grpc.Core;

namespace CriSharp.Grpc.Client;

/// <summary>Translates what can go wrong below a call.</summary>
internal static class CallFailure
{
    // RFC 9113, section 7.
    private const long RefusedStream = 7;
    private const long Cancel = 8;
    private const long EnhanceYourCalm = 11;

    /// <summary>How a call ends with the exception.</summary>
    public static CallOutcome OutcomeOf(Exception exception, CallClock clock, string socketPath) => exception switch
    {
        RpcException rpc => new CallOutcome(rpc.Status, rpc.Trailers),
        OperationCanceledException or ObjectDisposedException or IOException or HttpRequestException when clock.Token.IsCancellationRequested =>
            new CallOutcome(clock.Outcome, Metadata.Empty),
        HttpRequestException or IOException => OfConnection(exception, socketPath),
        ObjectDisposedException => new CallOutcome(StatusCode.Cancelled, "the channel was closed", exception),
        _ => new CallOutcome(StatusCode.Internal, $"call over {socketPath}: {exception.Message}", exception),
    };

    private static CallOutcome OfConnection(Exception exception, string socketPath)
    {
        var cause = exception.GetBaseException();
        return cause switch
        {
            SocketException socket when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
                new CallOutcome(StatusCode.Unavailable, $"connect {socketPath}: {CauseOf(socket)}", exception),
            HttpProtocolException reset => new CallOutcome(StatusOfReset(reset.ErrorCode), $"call over {socketPath}: {cause.Message}", exception),
            _ => new CallOutcome(StatusCode.Unavailable, $"call over {socketPath}: {cause.Message}", exception),
        };
    }

    private static string CauseOf(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => "no such socket", // ENOENT, which .NET words as an address that cannot be assigned
        SocketError.ConnectionRefused => "nobody listens on the socket",
        SocketError.AccessDenied => "permission denied",
        _ => exception.Message,
    };

    private static StatusCode StatusOfReset(long errorCode) => errorCode switch
    {
        RefusedStream => StatusCode.Unavailable,
        Cancel => StatusCode.Cancelled,
        EnhanceYourCalm => StatusCode.ResourceExhausted,
        _ => StatusCode.Internal,
    };
}
