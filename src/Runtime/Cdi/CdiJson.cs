using System.Text.Json.Serialization;

namespace CriSharp.Runtime.Cdi;

/// <summary>
/// Source-generated JSON of <see cref="CdiFile"/>: unknown or repeated keys are errors. Case is not looked at, as the specification itself
/// writes both <c>additionalGids</c> and <c>additionalGIDs</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(CdiFile))]
internal sealed partial class CdiJson : JsonSerializerContext;
