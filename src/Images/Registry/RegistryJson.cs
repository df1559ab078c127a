using System.Text.Json.Serialization;

namespace CriSharp.Images.Registry;

/// <summary>The small JSON answers of registries and token servers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 16)]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(ErrorsDocument))]
internal sealed partial class RegistryJson : JsonSerializerContext;

/// <summary>A token server's answer; which of the two names it uses depends on its age.</summary>
internal sealed record TokenDocument(string? Token, string? AccessToken);

/// <summary>A registry's explanation of an error (OCI distribution specification, error codes).</summary>
internal sealed record ErrorsDocument(IReadOnlyList<ErrorDocument>? Errors);

/// <summary>One of the explanations.</summary>
internal sealed record ErrorDocument(string? Code, string? Message);
