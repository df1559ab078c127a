namespace Grpc.Core;

/// <summary>How a call ended: the numbers of the <c>grpc-status</c> trailer.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>An error of no other kind.</summary>
    Unknown = 2,

    /// <summary>The request can never work, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time the caller gave is over.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such object.</summary>
    NotFound = 5,

    /// <summary>The object to make is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit on sizes or outstanding work was reached.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in a state that allows the call.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent call won.</summary>
    Aborted = 10,

    /// <summary>Past the valid range, and may become valid later.</summary>
    OutOfRange = 11,

    /// <summary>The server does not offer this method.</summary>
    Unimplemented = 12,

    /// <summary>Something that should always work did not.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached or is not ready; a retry may help.</summary>
    Unavailable = 14,

    /// <summary>Data are gone or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
