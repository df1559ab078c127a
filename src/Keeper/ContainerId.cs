using KeeperProtocol.V1;

namespace CriSharp.Keeper;

/// <summary>
/// Ids become file names, so they are letters, digits, and dots, dashes and underscores that are not first.
/// </summary>
internal static class ContainerId
{
    private const int MaxLength = 128;

    /// <exception cref="RefusedException">It is something else.</exception>
    internal static void Check(string operation, string id)
    {
        if (id.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(id[0]) || !id.All(IsAllowed))
        {
            throw new RefusedException(
                Failure.Types.Kind.InvalidArgument, $"{operation}: an id is up to {MaxLength} letters, digits, dots, dashes and underscores");
        }
    }

    private static bool IsAllowed(char one) => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_';
}
