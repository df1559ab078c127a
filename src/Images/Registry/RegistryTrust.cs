using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CriSharp.Failures;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>Whom connections trust, and as whom they introduce themselves.</summary>
internal sealed class RegistryTrust : IDisposable
{
    /// <summary>Authorities besides the system's.</summary>
    public X509Certificate2Collection Authorities { get; } = [];

    /// <summary>Certificates to show to a server that asks.</summary>
    public X509Certificate2Collection Clients { get; } = [];

    /// <summary>Whether any certificate of this host, given without port, is good.</summary>
    public required Func<string, bool> IsUnverified { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>For hosts without settings of their own.</summary>
    internal static RegistryTrust Of(RegistryOptions options, RegistryEndpoints endpoints)
    {
        var trust = new RegistryTrust { IsUnverified = endpoints.IsUnverified, ConnectTimeout = options.ConnectTimeout };
        trust.AddAuthorities(options.CertificateAuthorityFiles);
        return trust;
    }

    /// <summary>For a host of a <c>hosts.toml</c>.</summary>
    /// <exception cref="FailureException">FailedPrecondition: a file it names cannot be read.</exception>
    internal static RegistryTrust Of(HostSettings host, RegistryOptions options, RegistryEndpoints endpoints)
    {
        var trust = new RegistryTrust
        {
            IsUnverified = name => host.SkipVerify || endpoints.IsUnverified(name),
            ConnectTimeout = host.DialTimeout ?? options.ConnectTimeout,
        };
        trust.AddAuthorities([.. options.CertificateAuthorityFiles, .. host.CertificateAuthorities]);
        foreach (var client in host.ClientCertificates)
        {
            trust.Clients.Add(Read(client.CertificateFile, () => X509Certificate2.CreateFromPemFile(client.CertificateFile, client.KeyFile)));
        }

        return trust;
    }

    public void Dispose()
    {
        foreach (var certificate in Authorities.Concat(Clients))
        {
            certificate.Dispose();
        }
    }

    private void AddAuthorities(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            Read(file, () =>
            {
                Authorities.ImportFromPemFile(file);
                return Authorities;
            });
        }
    }

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"certificate file {file}: {e.Message}", e);
        }
    }
}
