using System.Text.Json.Nodes;
using CriSharp.Failures;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>The protocol towards plugins, with plugins that answer from memory.</summary>
public sealed class CniNetworksTests : IAsyncDisposable
{
    private const string Chain = """
        {"cniVersion":"1.0.0","name":"mynet","plugins":[
          {"type":"main","mtu":1400,"capabilities":{"mac":true}},
          {"type":"ports","capabilities":{"portMappings":true}}]}
        """;

    private readonly CniFixture _cni = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cni.DisposeAsync();

    [Fact]
    public async Task Attach_Chain_PassesConfigurationCapabilitiesAndPreviousResult()
    {
        var networks = await StartAsync(Chain, ("main", _ => FakePlugins.Ok(FakePlugins.ResultWith("10.1.0.5/16"))),
            ("ports", call => FakePlugins.Ok(call.Input["prevResult"]!.ToJsonString())));

        var planned = networks.Plan(CniFixture.Request() with { PortMappings = [new PortMapping("tcp", 8080, 80, "")] });
        var attached = await networks.AttachAsync(planned, Cancellation);

        Assert.Equal(["10.1.0.5"], attached.Addresses);
        Same("""{"cniVersion":"1.0.0","name":"mynet","type":"main","mtu":1400}""", Calls("ADD")[0].Input);
        Same("""
            {"cniVersion":"1.0.0","name":"mynet","type":"ports","prevResult":{"cniVersion":"1.0.0","ips":[{"address":"10.1.0.5/16"}]},
             "runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp","hostIP":""}]}}
            """, Calls("ADD")[1].Input);
    }

    [Fact]
    public async Task Attach_Environment_IsPathAndCniOnly()
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", Succeed));
        await networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation);

        var environment = Calls("ADD")[0].Environment;
        Assert.Equal(["CNI_ARGS", "CNI_COMMAND", "CNI_CONTAINERID", "CNI_IFNAME", "CNI_NETNS", "CNI_PATH", "PATH"], environment.Keys.Order());
        Assert.Equal(("abc123", "eth0", "/proc/self/ns/net"), (environment["CNI_CONTAINERID"], environment["CNI_IFNAME"], environment["CNI_NETNS"]));
        Assert.Equal(_cni.PluginDirectory, environment["CNI_PATH"]);
    }

    [Fact]
    public async Task Attach_PluginFails_SaysItsWordsAndStopsTheChain()
    {
        var networks = await StartAsync(Chain,
            ("main", _ => FakePlugins.Fail("""{"cniVersion":"1.0.0","code":7,"msg":"bad gateway","details":"no such\nroute"}""")), ("ports", Succeed));

        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));

        Assert.Equal("cni add mynet plugin main: bad gateway; no such route", failure.Message);
        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.Single(Calls("ADD"));
    }

    [Theory]
    [InlineData("", "boom", "exit code 1: boom")]
    [InlineData("not json", "", "exit code 1: not json")]
    [InlineData("", "", "exit code 1")]
    [InlineData("""{"code":"seven"}""", "", """exit code 1: {"code":"seven"}""")]
    [InlineData("""{"code":100}""", "", "error code 100")]
    [InlineData("""{"cniVersion":"1.0.0"}""", "told here", "exit code 1: told here")]
    public async Task Attach_PluginFailsOddly_SaysWhatThereIs(string output, string error, string words)
    {
        var networks = await StartAsync(Chain, ("main", _ => FakePlugins.Fail(output, error)), ("ports", Succeed));

        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));

        Assert.Equal("cni add mynet plugin main: " + words, failure.Message);
    }

    [Fact]
    public async Task Attach_TryAgainLater_IsUnavailable()
    {
        var networks = await StartAsync(Chain, ("main", _ => FakePlugins.Fail("""{"code":11,"msg":"not yet"}""")), ("ports", Succeed));
        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
    }

    [Theory]
    [InlineData("", "cni add mynet plugin ports: the result is not one: ")]
    [InlineData("[]", "cni add mynet plugin ports: the result is not one: not a JSON object")]
    [InlineData("{}", "cni add mynet: no plugin gave the pod an address")]
    [InlineData("""{"ips":[{"address":"x"}]}""", "cni add mynet: result: \"address\": \"x\" is no address")]
    public async Task Attach_UselessResult_IsAFailure(string result, string message)
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", _ => FakePlugins.Ok(result)));
        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detach_AfterAttach_IsInReverseWithTheLastResult()
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", Succeed));
        var attached = await networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation);

        await networks.DetachAsync(attached, Cancellation);

        Assert.Equal(["ports", "main"], Calls("DEL").Select(call => call.Plugin));
        Assert.All(Calls("DEL"), call => Same(attached.Result!, call.Input["prevResult"]!));
    }

    [Fact]
    public async Task Detach_ConfigurationGone_UsesTheStoredOne()
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", Succeed));
        var planned = networks.Plan(CniFixture.Request());
        File.Delete(Path.Combine(_cni.ConfigurationDirectory, "10.conflist"));
        var restarted = await _cni.StartAsync();

        await restarted.DetachAsync(planned, Cancellation);

        Same("""{"cniVersion":"1.0.0","name":"mynet","type":"main","mtu":1400}""", Calls("DEL")[1].Input);
        Assert.False(restarted.Readiness.IsReady);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/run/crtest-no-such-namespace")]
    [InlineData("/etc/hostname")]
    public async Task Detach_NamespaceGone_PassesAnEmptyPath(string? path)
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", Succeed));

        await networks.DetachAsync(networks.Plan(CniFixture.Request()) with { NamespacePath = path }, Cancellation);

        Assert.All(Calls("DEL"), call => Assert.Equal("", call.Environment["CNI_NETNS"]));
    }

    [Fact]
    public async Task Detach_AllFail_TriesAllAndTellsAll()
    {
        var networks = await StartAsync(Chain, ("main", _ => FakePlugins.Fail("""{"code":7,"msg":"one"}""")), ("ports", _ => FakePlugins.Fail("", "two")));

        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.DetachAsync(networks.Plan(CniFixture.Request()), Cancellation));

        Assert.Equal("cni del mynet plugin ports: exit code 1: two; cni del mynet plugin main: one", failure.Message);
    }

    [Fact]
    public async Task Detach_PluginMissing_StillCallsTheOthers()
    {
        var networks = await StartAsync(Chain, ("main", Succeed), ("ports", Succeed));
        var planned = networks.Plan(CniFixture.Request());
        File.Delete(Path.Combine(_cni.PluginDirectory, "ports"));

        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.DetachAsync(planned, Cancellation));

        Assert.Equal($"cni del mynet: plugin ports is in none of {_cni.PluginDirectory}", failure.Message);
        Assert.Equal(["main"], Calls("DEL").Select(call => call.Plugin));
    }

    [Fact]
    public async Task Detach_OldVersion_HasNoPreviousResult()
    {
        var networks = await StartAsync("""{"cniVersion":"0.3.1","name":"old","type":"main"}""", ("main", Succeed));
        await networks.DetachAsync(networks.Plan(CniFixture.Request()) with { Result = "{}" }, Cancellation);
        Assert.Null(Assert.Single(Calls("DEL")).Input["prevResult"]);
    }

    [Fact]
    public async Task Plan_BeforeAnyConfiguration_IsUnavailableWithTheReason()
    {
        var networks = await _cni.StartAsync();

        var failure = Assert.Throws<FailureException>(() => networks.Plan(CniFixture.Request()));

        Assert.Equal((FailureKind.Unavailable, $"cni {_cni.ConfigurationDirectory}: no configuration file"), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task CollectGarbage_Version11_NamesTheLiveAttachmentsOfThisNetwork()
    {
        var networks = await StartAsync("""{"cniVersion":"1.1.0","name":"new","type":"main","x":1}""", ("main", Succeed));
        var live = networks.Plan(CniFixture.Request());
        var elsewhere = live with { ConfigurationList = """{"cniVersion":"1.1.0","name":"elsewhere","type":"main"}""" };

        await networks.CollectGarbageAsync([live, elsewhere], Cancellation);

        var call = Assert.Single(Calls("GC"));
        Same("""
            {"cniVersion":"1.1.0","name":"new","type":"main","x":1,"cni.dev/valid-attachments":[{"containerID":"abc123","ifname":"eth0"}]}
            """, call.Input);
        Assert.Equal(["CNI_COMMAND", "CNI_PATH", "PATH"], call.Environment.Keys.Order());
    }

    [Theory]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","type":"main"}""")]
    [InlineData("""{"cniVersion":"1.1.0","name":"n","disableGC":true,"plugins":[{"type":"main"}]}""")]
    public async Task CollectGarbage_OldOrDisabled_DoesNothing(string configuration)
    {
        var networks = await StartAsync(configuration, ("main", Succeed));
        await networks.CollectGarbageAsync([], Cancellation);
        Assert.Empty(Calls("GC"));
    }

    private static CriSharp.Linux.Processes.ProgramResult Succeed(FakePlugins.Call call) => FakePlugins.Ok(
        call.Verb == "VERSION" ? """{"supportedVersions":["0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]}""" : FakePlugins.ResultWith("10.1.0.5/16"));

    private static void Same(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, is {actual.ToJsonString()}");

    private List<FakePlugins.Call> Calls(string verb) => [.. _cni.Plugins.Calls.Where(call => call.Verb == verb)];

    private Task<CniNetworks> StartAsync(
        string configuration, params (string Type, Func<FakePlugins.Call, CriSharp.Linux.Processes.ProgramResult> Answer)[] plugins)
    {
        foreach (var (type, answer) in plugins)
        {
            _cni.Plugins.Install(type, answer);
        }

        _cni.Write("10.conflist", configuration);
        return _cni.StartAsync();
    }
}
