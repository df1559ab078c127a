using System.Text.RegularExpressions;
using KeeperProtocol.V1;

namespace CriSharp.Keeper;

/// <summary>Ids become file names, so they are letters, digits, and dots, dashes and underscores that are not first.</summary>
internal static partial class ContainerId
{
    /// <exception cref="RefusedException">It is something else.</exception>
    internal static void Check(string operation, string id)
    {
        if (!Pattern().IsMatch(id))
        {
            throw new RefusedException(Failure.Types.Kind.InvalidArgument, $"{operation}: the id is not one");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
