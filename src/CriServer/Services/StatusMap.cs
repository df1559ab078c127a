using CriSharp.Failures;
using Grpc.Core;

namespace CriSharp.CriServer.Services;

/// <summary>
/// The one place where a failure becomes a gRPC status. Where the kubelet goes by the beginning of the message, the code is Unknown, as it
/// strips the gRPC wrapping only there.
/// </summary>
public static class StatusMap
{
    /// <summary>The status of a failure that can happen; null for what no one expects, which the server answers and logs as such.</summary>
    public static Status? Of(Exception exception) => exception switch
    {
        FailureException failure => new Status(CodeOf(failure.Kind), PrefixOf(failure.Kind) + failure.Message),
        OperationCanceledException => new Status(StatusCode.Cancelled, "the call was cancelled"),
        TimeoutException => new Status(StatusCode.DeadlineExceeded, exception.Message),
        IOException or UnauthorizedAccessException => new Status(StatusCode.Internal, exception.Message),
        _ => null,
    };

    private static StatusCode CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.InvalidArgument => StatusCode.InvalidArgument,
        FailureKind.NotFound => StatusCode.NotFound,
        FailureKind.AlreadyExists => StatusCode.AlreadyExists,
        FailureKind.FailedPrecondition => StatusCode.FailedPrecondition,
        FailureKind.Unavailable => StatusCode.Unavailable,
        FailureKind.ResourceExhausted => StatusCode.ResourceExhausted,
        FailureKind.DeadlineExceeded => StatusCode.DeadlineExceeded,
        FailureKind.Unimplemented => StatusCode.Unimplemented,
        FailureKind.Internal => StatusCode.Internal,
        _ => StatusCode.Unknown,
    };

    private static string PrefixOf(FailureKind kind) => kind switch
    {
        FailureKind.RegistryUnavailable => "RegistryUnavailable: ",
        FailureKind.SignatureValidationFailed => "SignatureValidationFailed: ",
        FailureKind.RecursiveReadOnlyUnsupported => "RROUnsupported: ",
        FailureKind.ImageVolumeMountFailed => "ImageVolumeMountFailed: ",
        _ => "",
    };
}
