using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CriSharp.Images.Registry;

/// <summary>The HTTP client that all registry traffic goes through: no redirect, cookie or credential of its own doing.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private readonly RegistryTrust _trust;

    /// <param name="trust">Disposed with this.</param>
    internal RegistryTransport(RegistryTrust trust)
    {
        _trust = trust;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = trust.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = trust.Clients.Count > 0 ? trust.Clients : null,
                RemoteCertificateValidationCallback = Accepts,
            },
        };
        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.UserAgent.ParseAdd("crisharp");
    }

    internal HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _trust.Dispose();
    }

    private bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (sender is SslStream stream && _trust.IsUnverified(stream.TargetHostName))
        {
            return true;
        }

        return errors == SslPolicyErrors.RemoteCertificateChainErrors
            && _trust.Authorities.Count > 0
            && certificate is X509Certificate2 leaf
            && IsSignedByOurs(leaf, chain);
    }

    private bool IsSignedByOurs(X509Certificate2 leaf, X509Chain? offered)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trust.Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        foreach (var element in offered?.ChainElements.Skip(1) ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
