using System.Text;
using System.Text.Json.Nodes;
using CriSharp.Failures;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.HostFiles;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

public sealed class CapabilityArgumentsTests
{
    private static readonly PodNetworkRequest Full = CniFixture.Request() with
    {
        PortMappings = [new PortMapping("tcp", 8080, 80, "127.0.0.1"), new PortMapping("udp", 53, 5353, "")],
        Annotations = new Dictionary<string, string> { ["kubernetes.io/ingress-bandwidth"] = "10M", ["note"] = "a\"b" },
        CgroupPath = "/kubepods/pod1",
        Dns = new PodDns(["10.0.0.10"], ["svc.local"], ["ndots:5"]),
        RequestedAddresses = ["10.1.2.3/24"],
        RequestedMac = "02:00:00:00:00:01",
    };

    [Theory]
    [InlineData("portMappings", """[{"hostPort":8080,"containerPort":80,"protocol":"tcp","hostIP":"127.0.0.1"},{"hostPort":53,"containerPort":5353,"protocol":"udp","hostIP":""}]""")]
    [InlineData("bandwidth", """{"ingressRate":10000000,"ingressBurst":2147483647}""")]
    [InlineData("cgroupPath", "\"/kubepods/pod1\"")]
    [InlineData("dns", """{"servers":["10.0.0.10"],"searches":["svc.local"],"options":["ndots:5"]}""")]
    [InlineData("ips", """["10.1.2.3/24"]""")]
    [InlineData("mac", "\"02:00:00:00:00:01\"")]
    [InlineData("io.kubernetes.cri.pod-annotations", """{"kubernetes.io/ingress-bandwidth":"10M","note":"a\"b"}""")]
    public void Of_DeclaredCapability_IsWritten(string capability, string expected)
    {
        var arguments = JsonNode.Parse(CapabilityArguments.Of(Full, Declaring(capability)))!.AsObject();

        var (name, value) = Assert.Single(arguments);
        Assert.Equal(capability, name);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value), value!.ToJsonString());
    }

    [Theory]
    [InlineData("portMappings")]
    [InlineData("bandwidth")]
    [InlineData("dns")]
    [InlineData("unheardOf")]
    public void Of_NothingAskedFor_IsEmpty(string capability) =>
        Assert.Equal("{}", CapabilityArguments.Of(CniFixture.Request(), Declaring(capability)));

    [Fact]
    public void Of_NotDeclared_IsLeftOut() => Assert.Equal("{}", CapabilityArguments.Of(Full, Declaring("other")));

    [Theory]
    [InlineData("fast")]
    [InlineData("999")]
    [InlineData("2P")]
    [InlineData("-1M")]
    public void Of_ImpossibleBandwidth_NamesTheAnnotation(string limit)
    {
        var request = CniFixture.Request() with { Annotations = new Dictionary<string, string> { ["kubernetes.io/egress-bandwidth"] = limit } };

        var failure = Assert.Throws<FailureException>(() => CapabilityArguments.Of(request, Declaring("bandwidth")));

        Assert.Equal(FailureKind.InvalidArgument, failure.Kind);
        Assert.Equal($"annotation kubernetes.io/egress-bandwidth: {limit} is not a bandwidth between 1k and 1P", failure.Message);
    }

    [Fact]
    public void Arguments_OfAPod_AreInKubernetesNames() => Assert.Equal(
        "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0;K8S_POD_INFRA_CONTAINER_ID=abc123;K8S_POD_UID=11-22",
        CniArguments.Of(CniFixture.Request()));

    [Theory]
    [InlineData("a;b")]
    [InlineData("a=b")]
    public void Arguments_WithSeparator_AreRefused(string name) =>
        Assert.Equal(FailureKind.InvalidArgument, Assert.Throws<FailureException>(() => CniArguments.Of(CniFixture.Request() with { PodName = name })).Kind);

    private static NetworkConfiguration Declaring(string capability) => NetworkConfiguration.Parse(
        Encoding.UTF8.GetBytes("""{"cniVersion":"1.0.0","name":"n","type":"x","capabilities":{"CAPABILITY":true}}""".Replace("CAPABILITY", capability, StringComparison.Ordinal)));
}
