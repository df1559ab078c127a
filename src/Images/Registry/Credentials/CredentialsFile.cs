using System.Text;
using System.Text.Json;
using CriSharp.Failures;

namespace CriSharp.Images.Registry.Credentials;

/// <summary>
/// The node's own credentials, in the format of Docker's <c>config.json</c>: for pulls that bring none. Read at each pull. Credential helpers
/// (<c>credHelpers</c>, <c>credsStore</c>) are programs and are not started.
/// </summary>
internal sealed class CredentialsFile(string? path)
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>For messages.</summary>
    internal string? Path => path;

    /// <summary>
    /// What the file has for this repository, of the entry that names the longest part of <c>registry/path</c>; null if nothing fits, or
    /// there is no such file.
    /// </summary>
    /// <exception cref="FailureException">FailedPrecondition: the file cannot be read.</exception>
    internal RegistryCredentials? Find(string registry, string repository) => Entries()
        .Where(entry => Covers(entry.Key, $"{registry}/{repository}"))
        .OrderByDescending(entry => Place(entry.Key).Length)
        .Select(entry => Credentials(entry.Key, entry.Value))
        .FirstOrDefault();

    private Dictionary<string, CredentialsEntry> Entries()
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(Content(path), CredentialsJson.Default.CredentialsDocument)?.Auths ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Of the content nothing is told: it is made of secrets.
            throw new FailureException(FailureKind.FailedPrecondition, $"credentials file {path}: {(e is JsonException ? "not JSON as Docker writes it" : e.Message)}", e);
        }
    }

    private static byte[] Content(string path) => new FileInfo(path).Length <= LongestFile
        ? File.ReadAllBytes(path)
        : throw new IOException($"longer than {LongestFile} bytes");

    private static bool Covers(string key, string wanted) =>
        Place(key) is var place && (wanted == place || wanted.StartsWith(place + '/', StringComparison.Ordinal));

    // "https://index.docker.io/v1/" is how Docker writes its own registry; other keys are a host, with a path or without.
    private static string Place(string key)
    {
        var bare = key.Contains("://", StringComparison.Ordinal) ? key[(key.IndexOf("://", StringComparison.Ordinal) + 3)..] : key;
        var path = bare.Contains('/', StringComparison.Ordinal) ? bare[bare.IndexOf('/', StringComparison.Ordinal)..].TrimEnd('/') : "";
        return RegistryHost.Named(key) + (path is "/v1" or "/v2" ? "" : path);
    }

    private RegistryCredentials Credentials(string key, CredentialsEntry entry)
    {
        var (username, password) = entry.Auth is { Length: > 0 } auth ? Decoded(key, auth) : (entry.Username ?? "", entry.Password ?? "");
        return new RegistryCredentials
        {
            Username = username,
            Password = password,
            IdentityToken = entry.IdentityToken ?? "",
            RegistryToken = entry.RegistryToken ?? "",
        };
    }

    private (string Username, string Password) Decoded(string key, string auth)
    {
        var buffer = new byte[auth.Length];
        var text = Convert.TryFromBase64String(auth, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
        return text.Split(':', 2) is [{ Length: > 0 } username, var password]
            ? (username, password)
            : throw new FailureException(FailureKind.FailedPrecondition, $"credentials file {path}: auth of {key} is not user:password in base64");
    }
}
