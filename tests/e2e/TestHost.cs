using System.Diagnostics.CodeAnalysis;
using CriSharp.Tests.e2e;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Leftovers;
using CriSharp.Tests.e2e.Node;
using CriSharp.Tests.e2e.Registry;

[assembly: AssemblyFixture(typeof(TestHost))]

namespace CriSharp.Tests.e2e;

/// <summary>
/// What all nodes of a run share: the registries with the test images. One run at a time has the machine; it first clears away
/// what an earlier, cut-off run has left, and at the end nothing with the tests' prefix may remain.
/// </summary>
public sealed class TestHost : IAsyncLifetime
{
    public const string RegistryUser = "crtest";
    public const string RegistryPassword = "crtest-secret";

    private const string PasswordHash = "$2y$04$abcdefghijklmnopqrstuuHU2Q./po1See3gs8u1j8XkmLVkqs9zS";

    private readonly string _root = NodeNames.Root("shared");
    private readonly List<RegistryServer> _servers = [];
    private FileStream? _lock;

    [NotNull]
    public RegistryServer? Plain { get; private set; }

    [NotNull]
    public RegistryServer? Secure { get; private set; }

    /// <summary>TLS and a password.</summary>
    [NotNull]
    public RegistryServer? Guarded { get; private set; }

    [NotNull]
    public RegistryPublisher? Publisher { get; private set; }

    /// <summary>The certificate authority of <see cref="Secure"/> and <see cref="Guarded"/>.</summary>
    public string AuthorityFile { get; private set; } = "";

    public string Busybox => $"{Plain.Address}/busybox:latest";

    public string Layered => $"{Plain.Address}/layered:latest";

    public string Configured => $"{Plain.Address}/configured:latest";

    public async ValueTask InitializeAsync()
    {
        _lock = await TakeLockAsync();
        await EarlierRun.ClearAsync();
        Directory.CreateDirectory(_root);
        await StartRegistriesAsync();
        await PublishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Publisher?.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
        var remains = EarlierRun.Find();
        _lock?.Dispose();
        Assert.Empty(remains);
    }

    private static async Task<FileStream> TakeLockAsync()
    {
        const int LockTries = 600;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream("/run/" + NodeNames.Prefix + "lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockTries)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private async Task StartRegistriesAsync()
    {
        var storage = Directory.CreateDirectory(Path.Combine(_root, "storage")).FullName;
        var certificate = ServerCertificate.Write(_root, TimeProvider.System.GetUtcNow());
        var passwords = Path.Combine(_root, "htpasswd");
        await File.WriteAllTextAsync(passwords, $"{RegistryUser}:{PasswordHash}\n");
        AuthorityFile = certificate.Certificate;
        Plain = await StartAsync("plain");
        Secure = await StartAsync("secure", certificate);
        Guarded = await StartAsync("guarded", certificate, passwords);

        async Task<RegistryServer> StartAsync(string name, (string, string)? tls = null, string? guard = null)
        {
            var server = await RegistryServer.StartAsync(Path.Combine(_root, name), storage, tls, guard);
            _servers.Add(server);
            return server;
        }
    }

    private async Task PublishAsync()
    {
        Publisher = new RegistryPublisher(Plain);
        await Publisher.PushAsync(TestImages.Busybox, "busybox", "latest");
        await Publisher.PushAsync(TestImages.Layered, "layered", "latest");
        await Publisher.PushAsync(TestImages.Configured, "configured", "latest");
        await Publisher.PushAsync(TestImages.ManyPlatforms, "platforms", "latest");
        await Publisher.PushAsync(TestImages.NoPlatform, "foreign", "latest");
    }
}
