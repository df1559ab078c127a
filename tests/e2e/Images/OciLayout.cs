using System.Formats.Tar;
using System.Text.Json;

namespace CriSharp.Tests.e2e.Images;

/// <summary>Writes an image as an OCI layout, the directory form or the same as a tar file.</summary>
public static class OciLayout
{
    public static void Write(BuiltImage image, string directory, string name)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256")).FullName;
        foreach (var blob in image.Layers.Append(image.Config).Append(image.Manifest))
        {
            File.WriteAllBytes(Path.Combine(blobs, blob.Digest["sha256:".Length..]), blob.Content);
        }

        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllBytes(Path.Combine(directory, "index.json"), JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                schemaVersion = 2,
                manifests = new[]
                {
                    new
                    {
                        mediaType = image.Manifest.MediaType,
                        digest = image.Manifest.Digest,
                        size = image.Manifest.Content.Length,
                        annotations = new Dictionary<string, string> { ["org.opencontainers.image.ref.name"] = name },
                    },
                },
            }));
    }

    public static void WriteTar(BuiltImage image, string path, string name)
    {
        var directory = Directory.CreateDirectory(path + ".layout").FullName;
        Write(image, directory, name);
        TarFile.CreateFromDirectory(directory, path, includeBaseDirectory: false);
        Directory.Delete(directory, recursive: true);
    }
}
