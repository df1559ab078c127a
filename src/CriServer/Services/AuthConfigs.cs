using System.Text;
using CriSharp.Failures;
using CriSharp.Images;

namespace CriSharp.CriServer.Services;

/// <summary>The forms in which a client may send registry credentials (AuthConfig).</summary>
public static class AuthConfigs
{
    /// <exception cref="FailureException">InvalidArgument: <c>auth</c> is not base64 of <c>user:password</c>.</exception>
    public static RegistryCredentials ToCredentials(Cri.AuthConfig auth)
    {
        var (username, password) = auth.Username.Length == 0 && auth.Auth.Length > 0 ? Decode(auth.Auth) : (auth.Username, auth.Password);
        return new RegistryCredentials
        {
            Username = username,
            Password = password,
            IdentityToken = auth.IdentityToken,
            RegistryToken = auth.RegistryToken,
            ServerAddress = auth.ServerAddress,
        };
    }

    private static (string Username, string Password) Decode(string auth)
    {
        var bytes = new byte[auth.Length];
        var text = Convert.TryFromBase64String(auth, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            // Docker clients have been seen to pad the decoded text with NULs.
            ? (text[..colon], text[(colon + 1)..].TrimEnd('\0'))
            : throw new FailureException(FailureKind.InvalidArgument, "auth.auth is not base64 of user:password");
    }
}
