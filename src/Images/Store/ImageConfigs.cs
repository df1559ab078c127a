using System.Text;
using CriSharp.Images.Manifests;

namespace CriSharp.Images.Store;

/// <summary>What the rest of the program is told of an image's configuration. Pure.</summary>
internal static class ImageConfigs
{
    internal static ImageConfig Of(string json) => Of(json, ManifestReader.ReadConfig(Encoding.UTF8.GetBytes(json)));

    private static ImageConfig Of(string json, ConfigDocument document)
    {
        var process = document.Config ?? new ProcessDocument();
        return new ImageConfig
        {
            Env = process.Env ?? [],
            Entrypoint = process.Entrypoint ?? [],
            Cmd = process.Cmd ?? [],
            User = process.User ?? "",
            WorkingDir = process.WorkingDir ?? "",
            Volumes = [.. process.Volumes?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()],
            StopSignal = process.StopSignal ?? "",
            Labels = process.Labels ?? [],
            Architecture = document.Architecture ?? "",
            Os = document.Os ?? "",
            Json = json,
        };
    }
}
