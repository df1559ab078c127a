using System.Text.Json.Serialization;

namespace CriSharp.Images.Manifests;

/// <summary>The JSON of manifests and configurations: names in any case (Docker writes <c>Env</c>, OCI <c>architecture</c>), depth limited.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, MaxDepth = 32, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(ConfigDocument))]
internal sealed partial class ManifestJson : JsonSerializerContext;
