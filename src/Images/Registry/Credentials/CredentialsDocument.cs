using System.Text.Json.Serialization;

namespace CriSharp.Images.Registry.Credentials;

/// <summary>The part of Docker's <c>config.json</c> that is about registries.</summary>
internal sealed record CredentialsDocument(Dictionary<string, CredentialsEntry>? Auths);

/// <summary>What is known for one registry, or a path of it.</summary>
internal sealed record CredentialsEntry(
    string? Auth,
    string? Username,
    string? Password,
    [property: JsonPropertyName("identitytoken")] string? IdentityToken,
    [property: JsonPropertyName("registrytoken")] string? RegistryToken);

/// <inheritdoc/>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CredentialsDocument))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
