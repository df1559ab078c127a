using CriSharp.Linux.Processes;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>What Status says about the network, and when it changes.</summary>
public sealed class ReadinessTests : IAsyncDisposable
{
    private const string Network = """{"cniVersion":"1.0.0","name":"mynet","type":"main"}""";

    private readonly CniFixture _cni = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cni.DisposeAsync();

    [Fact]
    public async Task Readiness_WithConfigurationAndPlugin_IsReadyWithoutReason()
    {
        _cni.Plugins.Install("main", Speak("1.0.0"));
        _cni.Write("10.conf", Network);
        Assert.Equal(new NetworkReadiness(true, "", ""), (await _cni.StartAsync()).Readiness);
    }

    [Fact]
    public async Task Readiness_PluginMissing_NamesFilePluginAndDirectories()
    {
        _cni.Write("10.conf", Network);
        var networks = await _cni.StartAsync();
        NotReady(networks, $"10.conf: plugin main is in none of {_cni.PluginDirectory}");
    }

    [Fact]
    public async Task Readiness_PluginSpeaksOtherVersions_NamesThem()
    {
        _cni.Plugins.Install("main", Speak("0.4.0", "1.0.0"));
        _cni.Write("10.conf", """{"cniVersion":"1.1.0","name":"mynet","type":"main"}""");
        NotReady(await _cni.StartAsync(), "10.conf: plugin main speaks CNI 0.4.0, 1.0.0, and not 1.1.0");
    }

    [Fact]
    public async Task Plan_SeveralVersions_UsesTheNewestThatEveryPluginSpeaks()
    {
        _cni.Plugins.Install("main", Speak("0.4.0", "1.0.0", "1.1.0"));
        _cni.Plugins.Install("other", Speak("0.4.0", "1.0.0"));
        _cni.Write("10.conflist", """{"cniVersion":"0.4.0","cniVersions":["1.0.0","1.1.0"],"name":"n","plugins":[{"type":"main"},{"type":"other"}]}""");

        var planned = (await _cni.StartAsync()).Plan(CniFixture.Request());

        Assert.Contains("\"cniVersion\":\"1.0.0\"", planned.ConfigurationList, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_PluginWithoutVersionVerb_IsReady()
    {
        _cni.Plugins.Install("main", _ => FakePlugins.Fail("", "what is VERSION"));
        _cni.Write("10.conf", Network);
        Assert.True((await _cni.StartAsync()).Readiness.IsReady);
    }

    [Fact]
    public async Task Readiness_StatusOfVersion11_FollowsThePlugin()
    {
        var answer = FakePlugins.Fail("""{"code":50,"msg":"daemon is away"}""");
        _cni.Options.StatusPeriod = TimeSpan.FromMilliseconds(10);
        _cni.Plugins.Install("main", call => call.Verb == "STATUS" ? answer : Speak("1.1.0")(call));
        _cni.Write("10.conf", """{"cniVersion":"1.1.0","name":"mynet","type":"main"}""");

        var networks = await _cni.StartAsync();
        NotReady(networks, "10.conf: cni status mynet plugin main: daemon is away");

        answer = FakePlugins.Ok("");
        await _cni.Log.NextAsync("pod network ready", Cancellation);
        Assert.True(networks.Readiness.IsReady);
    }

    [Fact]
    public async Task Readiness_FileAppears_BecomesReady()
    {
        _cni.Plugins.Install("main", Speak("1.0.0"));
        var networks = await _cni.StartAsync();
        NotReady(networks, "no configuration file");

        _cni.Write("10.conf", Network);

        await _cni.Log.NextAsync("pod network ready", Cancellation);
        Assert.Contains("mynet", networks.Plan(CniFixture.Request()).ConfigurationList, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_InvalidFileAppears_StaysReadyAndTellsWhy()
    {
        _cni.Plugins.Install("main", Speak("1.0.0"));
        _cni.Write("10.conf", Network);
        var networks = await _cni.StartAsync();

        _cni.Write("10.conf", "{}");

        Assert.Contains("using 10.conf; 10.conf: ", await _cni.Log.NextAsync("using 10.conf", Cancellation), StringComparison.Ordinal);
        Assert.True(networks.Readiness.IsReady);
        Assert.Contains("mynet", networks.Plan(CniFixture.Request()).ConfigurationList, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_DirectoryRemovedAndRemade_IsFollowed()
    {
        _cni.Plugins.Install("main", Speak("1.0.0"));
        _cni.Write("10.conf", Network);
        var networks = await _cni.StartAsync();

        Directory.Delete(_cni.ConfigurationDirectory, recursive: true);
        await _cni.Log.NextAsync("the directory does not exist", Cancellation);
        Assert.False(networks.Readiness.IsReady);

        Directory.CreateDirectory(_cni.ConfigurationDirectory);
        _cni.Write("10.conf", Network);
        await _cni.Log.NextAsync("pod network ready", Cancellation);
    }

    private static Func<FakePlugins.Call, ProgramResult> Speak(params string[] versions) =>
        _ => FakePlugins.Ok($$"""{"cniVersion":"1.0.0","supportedVersions":[{{string.Join(',', versions.Select(version => $"\"{version}\""))}}]}""");

    private void NotReady(CniNetworks networks, string cause) =>
        Assert.Equal(new NetworkReadiness(false, "NetworkPluginNotReady", $"cni {_cni.ConfigurationDirectory}: {cause}"), networks.Readiness);
}
