using CriSharp.Failures;
using CriSharp.Runtime.Namespaces;
using Xunit;

namespace CriSharp.Tests.Runtime.Namespaces;

public sealed class NamespacedSysctlTests
{
    [Theory]
    [InlineData("net.ipv4.ip_unprivileged_port_start", nameof(SysctlNamespace.Network), "net/ipv4/ip_unprivileged_port_start")]
    [InlineData("net/ipv4/conf/eth0.1/rp_filter", nameof(SysctlNamespace.Network), "net/ipv4/conf/eth0.1/rp_filter")]
    [InlineData("net.ipv4.conf.eth0/1.rp_filter", nameof(SysctlNamespace.Network), "net/ipv4/conf/eth0.1/rp_filter")]
    [InlineData("kernel.shm_rmid_forced", nameof(SysctlNamespace.Ipc), "kernel/shm_rmid_forced")]
    [InlineData("kernel.msgmax", nameof(SysctlNamespace.Ipc), "kernel/msgmax")]
    [InlineData("kernel/sem", nameof(SysctlNamespace.Ipc), "kernel/sem")]
    [InlineData("fs.mqueue.queues_max", nameof(SysctlNamespace.Ipc), "fs/mqueue/queues_max")]
    [InlineData("kernel.hostname", nameof(SysctlNamespace.Uts), "kernel/hostname")]
    [InlineData("kernel.domainname", nameof(SysctlNamespace.Uts), "kernel/domainname")]
    public void Parse_NamespacedName_FindsNamespaceAndFile(string name, string owner, string file)
    {
        var sysctl = NamespacedSysctl.Parse(name, "1");
        Assert.Equal((owner, "/proc/sys/" + file), (sysctl.Namespace.ToString(), sysctl.Path));
    }

    [Theory]
    [InlineData("vm.swappiness")]
    [InlineData("kernel.core_pattern")]
    [InlineData("kernel.semaphore")]
    [InlineData("fs.file-max")]
    [InlineData("fs.mqueue")]
    [InlineData("net")]
    [InlineData("")]
    [InlineData("net..ipv4")]
    [InlineData("net/../kernel/core_pattern")]
    [InlineData("net.//.kernel.core_pattern")]
    [InlineData("net/ipv4/./x")]
    [InlineData("/net/ipv4/ip_forward")]
    [InlineData("net.ipv4.ip_forward\n")]
    [InlineData("net.ipv4.ip forward")]
    public void Parse_OtherName_IsInvalidAndNamed(string name)
    {
        var failure = Assert.Throws<FailureException>(() => NamespacedSysctl.Parse(name, "1"));
        Assert.Equal(FailureKind.InvalidArgument, failure.Kind);
        Assert.StartsWith($"sysctl {name}: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\n2")]
    [InlineData("1\0")]
    public void Parse_ValueOfSeveralLines_IsInvalid(string value) =>
        Assert.Throws<FailureException>(() => NamespacedSysctl.Parse("net.ipv4.ip_forward", value));
}
