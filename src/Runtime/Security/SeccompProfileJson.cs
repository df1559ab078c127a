using System.Text.Json.Serialization;

namespace CriSharp.Runtime.Security;

/// <summary>Source-generated JSON of <see cref="SeccompProfileFile"/>: unknown or repeated keys are errors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(SeccompProfileFile))]
internal sealed partial class SeccompProfileJson : JsonSerializerContext;
