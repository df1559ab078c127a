using System.Net.Http.Headers;
using System.Text;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

/// <summary>Debian's docker-registry with TLS by an authority of its own, and with a password.</summary>
[Trait("needs", "root")]
public sealed class SecureRegistryTests : IDisposable
{
    // "crtest" with the password "secret", hashed with bcrypt.
    private const string Htpasswd = "crtest:$2y$05$bf.S9P9dDaZEL.6WKBfm..uZc7hCFopRvnF5i3BCcsTVJ1aSTWYii";

    private static readonly TestImage Image = TestImage.Build((new TarBuilder().File("f", "x").Build(), Compression.Gzip));

    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-tls-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Pull_OverTls_TrustsTheGivenAuthority()
    {
        await using var registry = await StartWithTlsAsync();
        await using var store = await TestStore.OpenAsync(options => options.Registries.CertificateAuthorityFiles.Add(Path.Combine(_directory, "ca.pem")));
        var reference = await registry.PushAsync(Image, "app", "1");

        Assert.Equal(Image.ConfigDigest, (await store.Images.PullAsync(new PullRequest(reference), null, Token)).Id);
    }

    [Fact]
    public async Task Pull_OverTlsOfUnknownAuthority_IsRefusedEvenOnLoopback()
    {
        await using var registry = await StartWithTlsAsync();
        await using var store = await TestStore.OpenAsync();
        var reference = await registry.PushAsync(Image, "app", "1");

        var error = await Assert.ThrowsAsync<FailureException>(() => store.Images.PullAsync(new PullRequest(reference), null, Token));

        Assert.Equal(FailureKind.RegistryUnavailable, error.Kind);
        Assert.StartsWith($"pull {reference}: connect {registry.Host}: tls: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OverTlsOfInsecureRegistry_DoesNotCheckTheCertificate()
    {
        await using var registry = await StartWithTlsAsync();
        await using var store = await TestStore.OpenAsync(options => options.Registries.InsecureHosts.Add(registry.Host));
        var reference = await registry.PushAsync(Image, "app", "1");

        Assert.Equal(Image.ConfigDigest, (await store.Images.PullAsync(new PullRequest(reference), null, Token)).Id);
    }

    [Fact]
    public async Task Pull_WithPassword_NeedsTheRightOne()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "htpasswd"), Htpasswd + "\n", Token);
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("crtest:secret")));
        await using var registry = await DockerRegistry.StartAsync(
            $"auth:\n  htpasswd:\n    realm: crtest\n    path: {_directory}/htpasswd\n", client: client);
        await using var store = await TestStore.OpenAsync();
        var reference = await registry.PushAsync(Image, "app", "1");

        var right = new RegistryCredentials { Username = "crtest", Password = "secret" };
        Assert.Equal(Image.ConfigDigest, (await store.Images.PullAsync(new PullRequest(reference, right), null, Token)).Id);

        foreach (var (credentials, who) in ((RegistryCredentials?, string)[])[(null, "anonymous"), (right with { Password = "wrong" }, "user crtest")])
        {
            var error = await Assert.ThrowsAsync<FailureException>(() => store.Images.PullAsync(new PullRequest(reference, credentials), null, Token));
            Assert.StartsWith($"pull {reference}: denied, registry answered 401 to {who}", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
        }
    }

    private Task<DockerRegistry> StartWithTlsAsync()
    {
        TestCertificates.Write(_directory);
        // The test's own client is not what is tested.
        var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
        return DockerRegistry.StartAsync($"  tls:\n    certificate: {_directory}/server.pem\n    key: {_directory}/server.key\n", client: client, scheme: "https");
    }
}
