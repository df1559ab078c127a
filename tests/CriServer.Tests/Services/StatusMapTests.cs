using CriSharp.CriServer.Services;
using CriSharp.Failures;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.CriServer.Services;

public sealed class StatusMapTests
{
    [Theory]
    [InlineData(FailureKind.Unknown, StatusCode.Unknown, "why")]
    [InlineData(FailureKind.InvalidArgument, StatusCode.InvalidArgument, "why")]
    [InlineData(FailureKind.NotFound, StatusCode.NotFound, "why")]
    [InlineData(FailureKind.AlreadyExists, StatusCode.AlreadyExists, "why")]
    [InlineData(FailureKind.FailedPrecondition, StatusCode.FailedPrecondition, "why")]
    [InlineData(FailureKind.Unavailable, StatusCode.Unavailable, "why")]
    [InlineData(FailureKind.ResourceExhausted, StatusCode.ResourceExhausted, "why")]
    [InlineData(FailureKind.DeadlineExceeded, StatusCode.DeadlineExceeded, "why")]
    [InlineData(FailureKind.Unimplemented, StatusCode.Unimplemented, "why")]
    [InlineData(FailureKind.Internal, StatusCode.Internal, "why")]
    [InlineData(FailureKind.RegistryUnavailable, StatusCode.Unknown, "RegistryUnavailable: why")]
    [InlineData(FailureKind.SignatureValidationFailed, StatusCode.Unknown, "SignatureValidationFailed: why")]
    [InlineData(FailureKind.RecursiveReadOnlyUnsupported, StatusCode.Unknown, "RROUnsupported: why")]
    [InlineData(FailureKind.ImageVolumeMountFailed, StatusCode.Unknown, "ImageVolumeMountFailed: why")]
    public void Of_EveryKind_HasItsCodeAndPrefix(FailureKind kind, StatusCode code, string detail) =>
        Assert.Equal(new Status(code, detail), StatusMap.Of(new FailureException(kind, "why")));

    [Fact]
    public void Kinds_AllInTheTableAbove() => Assert.Equal(14, Enum.GetValues<FailureKind>().Length);

    [Fact]
    public void Of_OtherExceptions_HaveACodeToo()
    {
        Assert.Equal(StatusCode.Cancelled, StatusMap.Of(new OperationCanceledException())?.StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, StatusMap.Of(new TimeoutException())?.StatusCode);
        Assert.Null(StatusMap.Of(new InvalidOperationException()));
        Assert.Equal(new Status(StatusCode.Internal, "disk full"), StatusMap.Of(new IOException("disk full")));
    }
}
