using KeeperProtocol.V1;

namespace CriSharp.Keeper;

/// <summary>
/// A request that cannot be fulfilled, with what its sender is told: <c>operation subject: cause</c>.
/// </summary>
internal sealed class RefusedException(Failure.Types.Kind kind, string message) : Exception(message)
{
    internal Failure.Types.Kind Kind { get; } = kind;
}
