using System.Net;
using System.Net.Sockets;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>The pod's network, by the CNI plugins that every cluster has.</summary>
public sealed class PodNetworkTests(NodeFixture fixture) : NodeTests(fixture)
{
    private static readonly string[] Server = ["sh", "-c", "mkdir /tmp/www; echo from $(hostname) >/tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www"];

    [Fact]
    public async Task Interfaces_LoopbackAndAddressOfThePod()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));

        var output = (await pod.RunAsync("sh", "-c", "ip -4 addr; ip route")).Succeeded();

        Assert.Contains("inet 127.0.0.1/8", output, StringComparison.Ordinal);
        Assert.Contains($"inet {await pod.AddressAsync()}/24", output, StringComparison.Ordinal);
        Assert.Contains("default via", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoPods_ReachEachOther()
    {
        await using var server = await Node.RunPodAsync(Pods.Networked(Node));
        await using var client = await Node.RunPodAsync(Pods.Networked(Node));
        await server.StartAsync(Server);

        var output = await client.RunAsync("sh", "-c", Fetch(await server.AddressAsync(), 8080));

        Assert.Equal($"from {server.Config.Hostname}\n", output.Succeeded());
    }

    [Fact]
    public async Task ContainersOfAPod_ShareLoopback()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node));
        await pod.StartAsync(Server);

        Assert.Equal($"from {pod.Config.Hostname}\n", (await pod.RunAsync("sh", "-c", Fetch("127.0.0.1", 8080))).Succeeded());
    }

    [Fact]
    public async Task HostPort_LeadsIntoThePod_UntilItIsStopped()
    {
        var port = FreePort();
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config => config.PortMappings.Add(
            new Cri.PortMapping { HostPort = port, ContainerPort = 8080, HostIp = "127.0.0.1", Protocol = Cri.Protocol.Tcp })));
        await pod.StartAsync(Server);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };

        var answer = await Deadlines.UntilAsync(() => GetAsync(http, port), text => text is not null);
        Assert.Equal($"from {pod.Config.Hostname}\n", answer);

        await pod.StopAsync();
        Assert.Null(await GetAsync(http, port));
    }

    [Fact]
    public async Task HostPortZero_MapsNothing()
    {
        await using var pod = await Node.RunPodAsync(Pods.Networked(Node).With(config => config.PortMappings.Add(
            new Cri.PortMapping { ContainerPort = 8080, Protocol = Cri.Protocol.Tcp })));

        Assert.DoesNotContain(Leftovers.Firewall.Rules(Node.Names.Network), rule => rule.Contains("CNI-DN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HostNetwork_HasNoAddressOfItsOwn()
    {
        await using var pod = await Node.RunPodAsync();

        Assert.Equal("", (await pod.StatusAsync()).Network?.Ip ?? "");
        Assert.Equal(new FileInfo("/proc/self/ns/net").LinkTarget + "\n", (await pod.RunAsync("readlink", "/proc/self/ns/net")).Succeeded());
    }

    [Theory]
    [InlineData("\"bridge\": \"{0}\"", "\"bridge\": \"lo\"", "lo")]
    [InlineData("\"type\": \"portmap\"", "\"type\": \"no-such-plugin\"", "no-such-plugin")]
    public async Task Run_PluginFailsOrIsMissing_SaysSoAndLeavesNothing(string good, string bad, string named)
    {
        var path = Path.Combine(Node.Directories.Network, "10-crtest.conflist");
        var text = await File.ReadAllTextAsync(path);
        var broken = text.Replace(string.Format(null, good, Node.Names.Bridge), bad, StringComparison.Ordinal);
        Assert.NotEqual(text, broken);
        try
        {
            Replace(path, broken);
            var message = await Deadlines.UntilAsync(FailureOfANewPodAsync, failure => failure.Length > 0);
            Assert.Contains(named, message, StringComparison.Ordinal);
        }
        finally
        {
            Replace(path, text);
            await Deadlines.UntilAsync(FailureOfANewPodAsync, failure => failure.Length == 0);
        }

        Assert.Empty((await Node.Runtime.ListPodSandboxAsync(new())).Items);
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    // Empty as long as pods can be run; one that cannot must not be listed either.
    private async Task<string> FailureOfANewPodAsync()
    {
        try
        {
            await using var pod = await Node.RunPodAsync(Pods.Networked(Node));
            return "";
        }
        catch (RpcException failure)
        {
            return failure.Status.Detail;
        }
    }

    // Not wget: the one of Debian's static busybox crashes where the image has no name service libraries.
    private static string Fetch(string host, int port) =>
        $"until printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 5 {host} {port} >/tmp/answer && [ -s /tmp/answer ]; do sleep 0.05; done; tail -n 1 /tmp/answer";

    private static async Task<string?> GetAsync(HttpClient http, int port)
    {
        try
        {
            return await http.GetStringAsync($"http://127.0.0.1:{port}/");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
