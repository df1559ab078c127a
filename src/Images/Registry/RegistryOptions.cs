namespace CriSharp.Images.Registry;

/// <summary>How registries are reached.</summary>
public sealed class RegistryOptions
{
    /// <summary>
    /// Registries (<c>host[:port]</c> as in references) that may be asked over plain http, and whose certificate is not checked.
    /// Loopback hosts may always be asked over plain http.
    /// </summary>
    public IList<string> InsecureHosts { get; set; } = [];

    /// <summary>PEM files with certificate authorities that are trusted besides the system's.</summary>
    public IList<string> CertificateAuthorityFiles { get; set; } = [];

    /// <summary>
    /// Directories in containerd's <c>certs.d</c> layout, which say by which hosts and with which certificates a registry is asked. The first
    /// that speaks of a registry is taken.
    /// </summary>
    public IList<string> HostsDirectories { get; set; } = [];

    /// <summary>A file like Docker's <c>config.json</c> with the node's own credentials, for pulls that bring none; null: there is none.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>How long to wait for a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A transfer that brings no byte for this long is broken off and resumed on a new connection.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is made before its failure counts.</summary>
    public int Attempts { get; set; } = 4;

    /// <summary>The wait before the second attempt; doubled before each further one.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);
}
