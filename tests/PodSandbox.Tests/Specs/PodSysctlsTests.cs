using CriSharp.PodSandbox;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class PodSysctlsTests
{
    private const string Ports = "net.ipv4.ip_unprivileged_port_start";
    private const string Icmp = "net.ipv4.ping_group_range";

    [Theory]
    [InlineData("""{}""", $"{Ports}=0 {Icmp}=0 2147483647")]
    [InlineData("""{"sysctls":{"net.ipv4.ip_unprivileged_port_start":"1024"}}""", $"{Ports}=1024 {Icmp}=0 2147483647")]
    [InlineData("""{"sysctls":{"net/ipv4/ip_unprivileged_port_start":"80"}}""", $"{Icmp}=0 2147483647 net/ipv4/ip_unprivileged_port_start=80")]
    [InlineData("""{"sysctls":{"net.ipv4.ping_group_range":"1 0"}}""", $"{Ports}=0 {Icmp}=1 0")]
    [InlineData("""{"security_context":{"namespace_options":{"network":"NODE"}}}""", "")]
    [InlineData("""{"sysctls":{"kernel.sem":"1"},"security_context":{"namespace_options":{"network":"NODE"}}}""", "kernel.sem=1")]
    [InlineData("""{"security_context":{"namespace_options":{"userns_options":{"mode":"POD"}}}}""", $"{Ports}=0")]
    [InlineData("""{"security_context":{"namespace_options":{"userns_options":{"mode":"NODE"}}}}""", $"{Ports}=0 {Icmp}=0 2147483647")]
    public void Of_Pod_AddsWhatEveryPodOfItsOwnNetworkGets(string linux, string expected) => Assert.Equal(expected, Text(linux, new PodSandboxOptions()));

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, $"{Ports}=0")]
    [InlineData(false, true, $"{Icmp}=0 2147483647")]
    public void Of_Configuration_DecidesWhich(bool ports, bool icmp, string expected) =>
        Assert.Equal(expected, Text("{}", new PodSandboxOptions { UnprivilegedPorts = ports, UnprivilegedIcmp = icmp }));

    private static string Text(string linux, PodSandboxOptions options)
    {
        var config = new Cri.PodSandboxConfig { Linux = Cri.LinuxPodSandboxConfig.Parser.ParseJson(linux) };
        return string.Join(' ', PodSysctls.Of(config, options).OrderBy(sysctl => sysctl.Key, StringComparer.Ordinal).Select(sysctl => $"{sysctl.Key}={sysctl.Value}"));
    }
}
