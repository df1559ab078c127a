using System.Net;
using System.Text;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>The default network with Debian's plugins, in a network namespace that plays the node.</summary>
[Trait("needs", "root")]
public sealed class DefaultBridgeTests : IAsyncLifetime
{
    private const string Plugins = "/usr/lib/cni";

    private readonly CniFixture _cni = new();
    private TestNetwork _network = null!;
    private CniNetworks _networks = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Reservations => Path.Combine(_cni.Root, "reservations");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(Plugins + "/bridge"), "needs root and the package containernetworking-plugins");
        _network = await TestNetwork.CreateAsync();
        _cni.Options.PluginDirectories = [Plugins];
        _cni.Write(DefaultBridge.FileName, DefaultBridge.ConfigurationList(new DefaultBridgeOptions { ReservationDirectory = Reservations }));
        _networks = await _cni.StartAsync(_network);
        Assert.True(_networks.Readiness.IsReady, _networks.Readiness.Message);
    }

    public async ValueTask DisposeAsync()
    {
        _networks?.Dispose();
        await _cni.DisposeAsync();
        _network?.Dispose();
    }

    [Fact]
    public async Task Attach_TwoPods_ReachEachOtherAndTheNodeReachesThem()
    {
        var (one, two) = (await AttachAsync("one"), await AttachAsync("two"));

        Assert.Equal(["10.203.64.2", "fd43:7269:5368::2"], one.Addresses);
        Assert.Equal(["10.203.64.3", "fd43:7269:5368::3"], two.Addresses);
        foreach (var address in two.Addresses.Select(IPAddress.Parse))
        {
            var at = new IPEndPoint(address, 8080);
            Assert.True(await TestNetwork.ConnectsAsync(one.NamespacePath!, at, two.NamespacePath!, at, Cancellation));
        }

        // By IPv4 only: the bridge's IPv6 address is no source yet while the kernel looks for duplicates of it.
        var four = new IPEndPoint(IPAddress.Parse(two.Addresses[0]), 8081);
        Assert.True(await TestNetwork.ConnectsAsync(_network.Node, four, two.NamespacePath!, four, Cancellation));
    }

    [Fact]
    public async Task Attach_WithHostPort_LeadsToThePod()
    {
        var pod = await AttachAsync("one", request => request with { PortMappings = [new PortMapping("tcp", 18080, 80, "")] });
        var neighbour = await AttachAsync("two");

        var inside = new IPEndPoint(IPAddress.Parse(pod.Addresses[0]), 80);
        var outside = new IPEndPoint(IPAddress.Parse("10.203.64.1"), 18080);
        Assert.True(await TestNetwork.ConnectsAsync(neighbour.NamespacePath!, outside, pod.NamespacePath!, inside, Cancellation));
    }

    [Fact]
    public async Task Attach_WithBandwidth_ShapesTheTraffic()
    {
        var pod = await AttachAsync("one", request => request with
        {
            Annotations = new Dictionary<string, string> { ["kubernetes.io/ingress-bandwidth"] = "8M", ["kubernetes.io/egress-bandwidth"] = "8M" },
        });

        Assert.Equal(2, (await RunInNodeAsync("/usr/sbin/tc", "qdisc")).Split('\n').Count(line => line.Contains("tbf", StringComparison.Ordinal)));
        await _networks.DetachAsync(pod, Cancellation);
        Assert.Equal(["crisharp0", "lo"], (await TestNetwork.InterfacesAsync(_network.Node)).Order());
    }

    [Fact]
    public async Task Detach_Twice_LeavesNoInterfaceReservationOrRule()
    {
        var pod = await AttachAsync("one", request => request with { PortMappings = [new PortMapping("tcp", 18080, 80, "")] });
        Assert.NotEmpty(Leases());
        Assert.Contains("\"one\"", await RulesAsync(), StringComparison.Ordinal);

        await _networks.DetachAsync(pod, Cancellation);
        await _networks.DetachAsync(pod, Cancellation);

        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Detach_AfterTheNamespaceIsGone_LeavesNoReservationOrHostPort()
    {
        var pod = await AttachAsync("one", request => request with { PortMappings = [new PortMapping("tcp", 18080, 80, "")] });
        TestNetwork.Remove(pod.NamespacePath!);

        await _networks.DetachAsync(pod, Cancellation);

        // The bridge plugin 1.1.1 leaves its masquerade rule then, which a reboot takes away: namespaces go after a DEL, not before.
        Assert.Empty(Leases());
        Assert.DoesNotContain("dnat name", await RulesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detach_OfAnAttachmentOnlyPlanned_Succeeds()
    {
        var planned = _networks.Plan(CniFixture.Request("one") with { NamespacePath = await _network.AddAsync("one") });
        await _networks.DetachAsync(planned, Cancellation);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Detach_AfterAnAttachThatFailedHalfWay_LeavesNothing()
    {
        _cni.Write(DefaultBridge.FileName, DefaultBridge.ConfigurationList(new DefaultBridgeOptions { ReservationDirectory = Reservations })
            .Replace("\"bandwidth\": true } }", "\"bandwidth\": true }, \"ingressRate\": -1, \"ingressBurst\": 1 }", StringComparison.Ordinal));
        var networks = await _cni.StartAsync(_network);
        var planned = networks.Plan(CniFixture.Request("one") with { NamespacePath = await _network.AddAsync("one") });
        await Assert.ThrowsAsync<CriSharp.Failures.FailureException>(() => networks.AttachAsync(planned, Cancellation));
        Assert.NotEmpty(Leases());

        await Assert.ThrowsAsync<CriSharp.Failures.FailureException>(() => networks.DetachAsync(planned, Cancellation)); // bandwidth says its piece again

        await AssertNothingLeftAsync();
    }

    private async Task<PodNetworkAttachment> AttachAsync(string id, Func<PodNetworkRequest, PodNetworkRequest>? with = null)
    {
        var request = CniFixture.Request(id) with { NamespacePath = await _network.AddAsync(id) };
        return await _networks.AttachAsync(_networks.Plan(with?.Invoke(request) ?? request), Cancellation);
    }

    private async Task AssertNothingLeftAsync()
    {
        Assert.DoesNotContain(await TestNetwork.InterfacesAsync(_network.Node), name => name is not ("lo" or "crisharp0"));
        Assert.Empty(Leases());
        Assert.DoesNotContain("\"one\"", await RulesAsync(), StringComparison.Ordinal);
    }

    private string[] Leases() => Directory.Exists(Reservations)
        ? [.. Directory.EnumerateFiles(Reservations, "*", SearchOption.AllDirectories).Where(file => IPAddress.TryParse(Path.GetFileName(file), out _))]
        : [];

    private async Task<string> RulesAsync() =>
        await RunInNodeAsync("/usr/sbin/iptables-save") + await RunInNodeAsync("/usr/sbin/ip6tables-save");

    private async Task<string> RunInNodeAsync(string program, params string[] arguments)
    {
        var result = await _network.RunAsync(new ProgramStart { Path = program, Arguments = arguments, Environment = ["PATH=/usr/sbin:/usr/bin"] }, Cancellation);
        return Encoding.UTF8.GetString(result.Output).Replace("\\\"", "\"", StringComparison.Ordinal);
    }
}
