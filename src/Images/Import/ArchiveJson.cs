using System.Text.Json.Serialization;

namespace CriSharp.Images.Import;

/// <summary>The JSON of docker archives.</summary>
[JsonSourceGenerationOptions(MaxDepth = 16)]
[JsonSerializable(typeof(List<DockerArchiveItem>))]
internal sealed partial class ArchiveJson : JsonSerializerContext;

/// <summary>One image in the manifest.json of a docker archive; paths are those of the archive.</summary>
internal sealed record DockerArchiveItem(string? Config, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? Layers);
