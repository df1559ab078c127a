namespace CriSharp.Images;

/// <summary>What AuthConfig carries; used for <see cref="ServerAddress"/> only, if that is set. Never logged: <see cref="ToString"/> shows no secret.</summary>
public sealed record RegistryCredentials
{
    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>OAuth2 refresh token.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>Bearer token, sent as it is.</summary>
    public string RegistryToken { get; init; } = "";

    public string ServerAddress { get; init; } = "";

    public override string ToString() => $"credentials of {(Username.Length > 0 ? Username : "a token")}";
}
