using System.Text;
using System.Text.Json;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

public sealed class NetworkConfigurationTests
{
    [Fact]
    public void Parse_List_KeepsPluginsInOrderWithCapabilities()
    {
        var network = Parse("""
            {"cniVersion":"0.4.0","name":"net-1","disableCheck":true,"disableGC":true,"plugins":[
              {"type":"bridge","mtu":1400},{"type":"portmap","capabilities":{"portMappings":true,"mac":false}}]}
            """);

        Assert.Equal(("net-1", "0.4.0", true), (network.Name, network.Version, network.DisablesGarbageCollection));
        Assert.Equal(["bridge", "portmap"], network.Plugins.Select(plugin => plugin.Type));
        Assert.Equal(["portMappings"], network.Plugins[1].Capabilities);
    }

    [Fact]
    public void Parse_SinglePlugin_IsAListOfOne()
    {
        var network = Parse("""{"cniVersion":"0.3.1","name":"solo","type":"ptp"}""");
        Assert.Equal("ptp", Assert.Single(network.Plugins).Type);
    }

    [Fact]
    public void Parse_SeveralVersions_KnownOnesNewestFirst()
    {
        var network = Parse("""{"cniVersion":"1.0.0","cniVersions":["0.4.0","9.9.9","1.1.0","1.0.0"],"name":"n","type":"x"}""");
        Assert.Equal(["1.1.0", "1.0.0", "0.4.0"], network.Versions);
    }

    [Fact]
    public void ToJson_ParsedAgain_IsTheSameWithOneVersion()
    {
        var network = Parse("""{"cniVersion":"1.0.0","cniVersions":["1.1.0"],"name":"n","disableGC":true,"plugins":[{"type":"a","k":{"deep":[1,2.50,"ü"]}}]}""");

        var again = Parse(network.ToJson());

        Assert.Equal(["1.1.0"], again.Versions);
        Assert.Equal(network.ToJson(), again.ToJson());
        Assert.True(JsonElement.DeepEquals(network.Plugins[0].Json, again.Plugins[0].Json));
        Assert.Equal("2.50", again.Plugins[0].Json.GetProperty("k").GetProperty("deep")[1].GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"cniVersion":"1.0.0","type":"x"}""", "\"name\" is missing")]
    [InlineData("""{"cniVersion":"1.0.0","name":"../x","type":"x"}""", "\"name\": \"../x\" has characters other than")]
    [InlineData("""{"cniVersion":"1.0.0","name":7,"type":"x"}""", "\"name\" is not a string")]
    [InlineData("""{"name":"n","type":"x"}""", "\"cniVersion\" is missing; known are 0.3.0 … 1.1.0")]
    [InlineData("""{"cniVersion":"0.2.0","name":"n","type":"x"}""", "\"cniVersion\" is 0.2.0; known are")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n"}""", "a plugin has no \"type\"")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","plugins":[]}""", "\"plugins\" has 0 entries")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","plugins":{}}""", "\"plugins\" is not an array")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","plugins":["x"]}""", "a plugin is not a JSON object")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","type":"../../bin/sh"}""", "is no file name")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","type":".."}""", "is no file name")]
    [InlineData("""{"cniVersion":"1.0.0","name":"n","name":"m","type":"x"}""")]
    public void Parse_NoNetwork_SaysWhy(string text, string cause = "")
    {
        var error = Assert.ThrowsAny<JsonException>(() => Parse(text));
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooDeep_IsRefused() => Assert.ThrowsAny<JsonException>(() =>
        Parse($$"""{"cniVersion":"1.0.0","name":"n","type":"x","deep":{{new string('[', 100)}}{{new string(']', 100)}}}"""));

    private static NetworkConfiguration Parse(string text) => NetworkConfiguration.Parse(Encoding.UTF8.GetBytes(text));
}
