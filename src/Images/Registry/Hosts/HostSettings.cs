namespace CriSharp.Images.Registry.Hosts;

/// <summary>One host that serves a registry's images: the registry itself or a mirror, as <c>hosts.toml</c> describes it.</summary>
internal sealed record HostSettings
{
    /// <summary>What paths like <c>library/busybox/manifests/1</c> are appended to: with <c>/v2/</c> at its end, unless the file overrides the path.</summary>
    public required Uri Address { get; init; }

    /// <summary>The registry itself, as the top of the file describes it; otherwise a mirror.</summary>
    public bool IsServer { get; init; }

    public HostCapabilities Capabilities { get; init; } = HostCapabilities.Resolve | HostCapabilities.Pull;

    /// <summary>PEM files of authorities that are trusted besides the system's.</summary>
    public IReadOnlyList<string> CertificateAuthorities { get; init; } = [];

    /// <summary>Certificates to show to the host.</summary>
    public IReadOnlyList<ClientCertificate> ClientCertificates { get; init; } = [];

    /// <summary>Whatever certificate the host has is good.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>Headers sent with each request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long to wait for a connection; null: as long as for any other.</summary>
    public TimeSpan? DialTimeout { get; init; }
}

/// <summary>PEM files; without <paramref name="KeyFile"/> the key is in the certificate's file.</summary>
internal sealed record ClientCertificate(string CertificateFile, string? KeyFile);
