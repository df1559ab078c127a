using System.Text.Json.Serialization;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>Source-generated, so that nothing is reflected upon at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(FeaturesDocument))]
internal sealed partial class FeaturesJson : JsonSerializerContext;
