namespace CriSharp.Images;

/// <summary>An image to fetch, with the caller's credentials; null asks anonymously.</summary>
public sealed record PullRequest(string Reference, RegistryCredentials? Credentials = null);
