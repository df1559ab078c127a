namespace CriSharp.Failures;

/// <summary>
/// Why an operation failed, in the terms a CRI client acts on. Each kind has one gRPC code, and some a message prefix that the
/// kubelet looks for; the table is in CriServer's <c>StatusMap</c>.
/// </summary>
public enum FailureKind
{
    /// <summary>None of the others: gRPC <c>Unknown</c>.</summary>
    Unknown,

    /// <summary>The request can never work as it is.</summary>
    InvalidArgument,

    /// <summary>There is no such sandbox, container or image.</summary>
    NotFound,

    /// <summary>The identity is taken by another object.</summary>
    AlreadyExists,

    /// <summary>The object is not in a state that allows the call.</summary>
    FailedPrecondition,

    /// <summary>Not now: the daemon is starting, stopping, or a part it needs is away.</summary>
    Unavailable,

    /// <summary>A limit on outstanding work or sizes was reached.</summary>
    ResourceExhausted,

    /// <summary>The time given for the work is over.</summary>
    DeadlineExceeded,

    /// <summary>This runtime does not offer that.</summary>
    Unimplemented,

    /// <summary>Something that should always work did not: the kernel, a disk, the OCI runtime.</summary>
    Internal,

    /// <summary>Prefix <c>RegistryUnavailable: </c>, gRPC <c>Unknown</c>: the registry could not be reached.</summary>
    RegistryUnavailable,

    /// <summary>Prefix <c>SignatureValidationFailed: </c>, gRPC <c>Unknown</c>: policy refused the image.</summary>
    SignatureValidationFailed,

    /// <summary>Prefix <c>RROUnsupported: </c>, gRPC <c>Unknown</c>: recursive read-only cannot be enforced.</summary>
    RecursiveReadOnlyUnsupported,

    /// <summary>Prefix <c>ImageVolumeMountFailed: </c>, gRPC <c>Unknown</c>: an image volume cannot be mounted.</summary>
    ImageVolumeMountFailed,
}
