namespace CriSharp.Grpc;

/// <summary>Sizes that both ends agree on.</summary>
public static class GrpcLimits
{
    /// <summary>Largest message either way, in bytes, before compression: what the kubelet's client accepts.</summary>
    public const int MessageBytes = 16 * 1024 * 1024;
}
