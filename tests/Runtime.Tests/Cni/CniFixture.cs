using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>A configuration directory, a plugin directory and the networks made of them.</summary>
internal sealed class CniFixture : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crtest-network-cni-").FullName;
    private readonly List<CniNetworks> _started = [];

    public CniFixture()
    {
        Directory.CreateDirectory(ConfigurationDirectory);
        Plugins = new FakePlugins(PluginDirectory);
        Options = new CniOptions { ConfigurationDirectory = ConfigurationDirectory, PluginDirectories = [PluginDirectory] };
    }

    public string Root => _root;

    public string ConfigurationDirectory => Path.Combine(_root, "net.d");

    public string PluginDirectory => Path.Combine(_root, "bin");

    public FakePlugins Plugins { get; }

    public CniOptions Options { get; }

    public RecordingLogger<CniNetworks> Log { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static PodNetworkRequest Request(string id = "abc123") => new()
    {
        SandboxId = id,
        NamespacePath = "/proc/self/ns/net",
        PodName = "web-0",
        PodNamespace = "shop",
        PodUid = "11-22",
    };

    public void Write(string name, string text)
    {
        // As an installer does it: whole, by a rename.
        var temporary = Path.Combine(ConfigurationDirectory, ".new");
        File.WriteAllText(temporary, text);
        File.Move(temporary, Path.Combine(ConfigurationDirectory, name), overwrite: true);
    }

    public async Task<CniNetworks> StartAsync(ICniPluginRunner? runner = null)
    {
        var networks = new CniNetworks(Options, runner ?? Plugins, TimeProvider.System, Log);
        _started.Add(networks);
        await networks.StartAsync(Cancellation);
        return networks;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var networks in _started)
        {
            await networks.StopAsync(CancellationToken.None);
            networks.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }
}
