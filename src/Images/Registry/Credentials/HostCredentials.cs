using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry.Credentials;

/// <summary>As whom a host is asked. Nothing of it is logged.</summary>
/// <param name="Credentials">Null: as nobody.</param>
/// <param name="Identity">Who that is and where it comes from, for messages.</param>
internal sealed record HostCredentials(RegistryCredentials? Credentials, string Identity)
{
    /// <summary>
    /// The caller's credentials are for the registry itself and are shown to no mirror; where there are none, the node's own for the host
    /// that is asked.
    /// </summary>
    internal static HostCredentials Of(ImageHost host, Reference reference, RegistryCredentials? given, CredentialsFile file)
    {
        if (host.IsRegistry && given is not null)
        {
            return IsFor(given, reference.Registry)
                ? new HostCredentials(given, Name(given, "the given token"))
                : new HostCredentials(null, $"anonymous (the given credentials are for {RegistryHost.Named(given.ServerAddress)})");
        }

        return file.Find(host.IsRegistry ? reference.Registry : host.Name, reference.Repository) is { } known
            ? new HostCredentials(known, $"{Name(known, "the token")} of {file.Path}")
            : new HostCredentials(null, "anonymous");
    }

    private static bool IsFor(RegistryCredentials given, string registry) =>
        given.ServerAddress.Length == 0 || RegistryHost.Named(given.ServerAddress) == registry;

    private static string Name(RegistryCredentials credentials, string token) =>
        credentials.Username.Length > 0 ? $"user {credentials.Username}" : token;
}
