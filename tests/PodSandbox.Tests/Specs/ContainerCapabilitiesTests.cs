using CriSharp.Linux.Capabilities;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerCapabilitiesTests
{
    private const string Default =
        "CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP";

    // what is added, dropped and added as ambient; the bounding, inheritable and ambient sets
    [Theory]
    [InlineData("", "", "", Default, "", "")]
    [InlineData("", "ALL", "", "", "", "")]
    [InlineData("net_admin", "all", "", "NET_ADMIN", "NET_ADMIN", "")]
    [InlineData("CAP_SYS_PTRACE", "ALL", "", "SYS_PTRACE", "SYS_PTRACE", "")]
    [InlineData("CHOWN KILL", "ALL CHOWN", "", "KILL", "KILL", "")]
    [InlineData("", "ALL", "NET_BIND_SERVICE", "NET_BIND_SERVICE", "NET_BIND_SERVICE", "NET_BIND_SERVICE")]
    [InlineData("", "ALL KILL", "KILL", "", "", "")]
    public void Build_AddAndDrop_ApplyAllFirst(string add, string drop, string ambient, string bounding, string inheritable, string ambientSet)
    {
        var sets = ContainerCapabilities.Build(Security(add, drop, ambient), TestNode.Ordinary.Description.BoundingCapabilities);

        Assert.Equal(Full(bounding), sets.Bounding);
        Assert.Equal(sets.Bounding, sets.Effective);
        Assert.Equal(sets.Bounding, sets.Permitted);
        Assert.Equal(Full(inheritable), sets.Inheritable);
        Assert.Equal(Full(ambientSet), sets.Ambient);
    }

    [Fact]
    public void Build_AddAllDropOne_LeavesTheOthers() =>
        Assert.Equal(CapabilitySet.AllNames.Except(["CAP_SYS_ADMIN"]), Bounding(Security("ALL", "SYS_ADMIN", "")));

    [Fact]
    public void Build_DropOne_LeavesTheOtherDefaults() => Assert.Equal(Full(Default).Except(["CAP_NET_RAW"]), Bounding(Security("", "NET_RAW", "")));

    [Fact]
    public void Build_MoreThanTheNodeHas_IsClamped()
    {
        var node = TestNode.Restricted.Description.BoundingCapabilities;

        Assert.Equal(node.Names, ContainerCapabilities.Build(Security("ALL", "", ""), node).Bounding);
        Assert.Equal(node.Names, ContainerCapabilities.Build(new Cri.LinuxContainerSecurityContext { Privileged = true }, node).Bounding);
        Assert.DoesNotContain("CAP_SYS_RESOURCE", ContainerCapabilities.Build(Security("SYS_RESOURCE", "", "SYS_RESOURCE"), node).Permitted);
    }

    private static IReadOnlyList<string> Bounding(Cri.LinuxContainerSecurityContext security) =>
        ContainerCapabilities.Build(security, TestNode.Ordinary.Description.BoundingCapabilities).Bounding;

    private static Cri.LinuxContainerSecurityContext Security(string add, string drop, string ambient) => new()
    {
        Capabilities = new Cri.Capability
        {
            AddCapabilities = { Words(add) },
            DropCapabilities = { Words(drop) },
            AddAmbientCapabilities = { Words(ambient) },
        },
    };

    private static IEnumerable<string> Full(string names) => CapabilitySet.AllNames.Intersect(Words(names).Select(name => "CAP_" + name));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
