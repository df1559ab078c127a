using System.Text.Json;

namespace CriSharp.Runtime.Cni;

/// <summary>The directory of CNI configurations: the first file in lexical order that is valid is the pod network.</summary>
internal sealed class NetworkConfigurationDirectory(string directory)
{
    /// <summary>
    /// Reads the directory anew. A file that was in use and is not valid now (an administrator is writing it, perhaps) keeps its last good
    /// content; so does the network when no file at all is valid. With no file there is no network.
    /// </summary>
    internal Loaded Load(NetworkConfigurationFile? inUse)
    {
        var complaints = new List<string>();
        var candidates = Candidates(complaints);
        foreach (var path in candidates)
        {
            try
            {
                return new Loaded(new NetworkConfigurationFile(path, NetworkConfiguration.Parse(Read(path))), complaints);
            }
            catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
            {
                complaints.Add($"{Path.GetFileName(path)}: {e.Message}");
                if (path == inUse?.Path)
                {
                    break;
                }
            }
        }

        return new Loaded(candidates.Count > 0 ? inUse : null, complaints);
    }

    private List<string> Candidates(List<string> complaints)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Where(IsConfiguration).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            complaints.Add("the directory does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complaints.Add(e.Message);
        }

        return [];
    }

    private static bool IsConfiguration(string path) => Path.GetExtension(path) is ".conflist" or ".conf" or ".json";

    private static byte[] Read(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length > CniJson.LimitBytes)
        {
            throw new JsonException($"has {length} bytes; at most {CniJson.LimitBytes} are read");
        }

        var text = new byte[length];
        var read = RandomAccess.Read(file, text, 0);
        return text[..read];
    }

    /// <summary>What a look at the directory gave: the network, if any, and what was wrong with files or directory.</summary>
    internal sealed record Loaded(NetworkConfigurationFile? File, IReadOnlyList<string> Complaints);
}
