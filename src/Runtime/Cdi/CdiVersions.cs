using System.Text.Json;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// The versions of the specification, and what came with each: a file that uses what its <c>cdiVersion</c> does not have is refused, as the
/// specification demands (Released versions).
/// </summary>
internal static class CdiVersions
{
    private static readonly string[] Known = ["0.3.0", "0.4.0", "0.5.0", "0.6.0", "0.7.0", "0.8.0", "1.0.0"];

    /// <exception cref="JsonException">The version is unknown, or too old for what the file has.</exception>
    public static void Validate(CdiFile file)
    {
        var version = file.CdiVersion ?? throw new JsonException("cdiVersion is missing");
        var at = Array.IndexOf(Known, version.StartsWith('v') ? version[1..] : version);
        if (at < 0)
        {
            throw new JsonException($"cdiVersion {version} is none of {Known[0]} to {Known[^1]}");
        }

        foreach (var (needed, what) in Needs(file))
        {
            if (at < Array.IndexOf(Known, needed))
            {
                throw new JsonException($"{what} needs cdiVersion {needed}, the file has {version}");
            }
        }
    }

    private static IEnumerable<(string Version, string What)> Needs(CdiFile file)
    {
        if (file.Annotations?.Count > 0)
        {
            yield return ("0.6.0", "annotations");
        }

        if (file.Kind?.Split('/') is [_, var name] && name.Contains('.', StringComparison.Ordinal))
        {
            yield return ("0.6.0", "a dot in the class of kind");
        }

        foreach (var need in (file.Devices ?? []).OfType<CdiFile.Device>().SelectMany(Needs).Concat(Needs(file.ContainerEdits)))
        {
            yield return need;
        }
    }

    private static IEnumerable<(string Version, string What)> Needs(CdiFile.Device device)
    {
        if (device.Name is [var first, ..] && !char.IsAsciiLetter(first))
        {
            yield return ("0.5.0", $"device {device.Name}: a name that begins with a digit");
        }

        if (device.Annotations?.Count > 0)
        {
            yield return ("0.6.0", $"device {device.Name}: annotations");
        }

        foreach (var need in Needs(device.ContainerEdits))
        {
            yield return need;
        }
    }

    private static IEnumerable<(string Version, string What)> Needs(CdiFile.Edits? edits)
    {
        if (edits?.Mounts?.Any(mount => mount?.Type is { Length: > 0 }) == true)
        {
            yield return ("0.4.0", "type of a mount");
        }

        if (edits?.DeviceNodes?.Any(node => node?.HostPath is { Length: > 0 }) == true)
        {
            yield return ("0.5.0", "hostPath of a device node");
        }

        if (edits?.IntelRdt is not null)
        {
            yield return ("0.7.0", "intelRdt");
        }

        if (edits?.AdditionalGids?.Count > 0)
        {
            yield return ("0.7.0", "additionalGids");
        }
    }
}
