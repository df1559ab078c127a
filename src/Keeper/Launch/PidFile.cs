using System.Globalization;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Launch;

/// <summary>The file in which an OCI runtime leaves the id of the process it made.</summary>
internal static class PidFile
{
    /// <exception cref="RefusedException">The file is missing or holds no process id.</exception>
    internal static async Task<int> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && processId > 0
                ? processId
                : throw new RefusedException(Failure.Types.Kind.Internal, $"read {path}: no process id in it");
        }
        catch (IOException e)
        {
            throw new RefusedException(Failure.Types.Kind.Internal, $"read {path}: {e.Message}");
        }
    }
}
