using CriSharp.Linux.Devices;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerDevicesTests
{
    private static readonly HostDevice Fuse = new(new DeviceNode("/dev/fuse", DeviceType.Character, 10, 229, 0x1B6, 1, 2), "/dev/fuse");

    private static readonly HostDevice Disk = new(new DeviceNode("/dev/vda", DeviceType.Block, 254, 0, 0x1B0, 0, 6), "/dev/disk");

    private static readonly ContainerSpecInput Privileged = TestInput.Of("""{"linux":{"security_context":{"privileged":true}}}""");

    [Fact]
    public void Rules_Unprivileged_DenyAllButTheHarmlessAndTheAskedFor()
    {
        var rules = ContainerDevices.Rules(TestInput.Of("{}") with { Devices = [new ContainerDevice(Disk, "r")] });

        Assert.Equal(new LinuxDeviceCgroup(false, null, null, null, "rwm"), rules[0]);
        Assert.Equal(new LinuxDeviceCgroup(true, "b", 254, 0, "r"), rules[^1]);
        Assert.DoesNotContain(rules.Skip(1), rule => rule.Major is null && rule.Access != "m");
    }

    [Fact]
    public void Rules_Privileged_AllowAll() => Assert.Equal([new LinuxDeviceCgroup(true, null, null, null, "rwm")], ContainerDevices.Rules(Privileged));

    [Fact]
    public void Rules_PrivilegedWithoutHostDevices_AreThoseOfAnyContainer()
    {
        var input = Privileged with { GivesHostDevices = false, HostDevices = [Fuse], Devices = [new ContainerDevice(Disk, "rw")] };

        Assert.Equal(ContainerDevices.Rules(TestInput.Of("{}") with { Devices = [new ContainerDevice(Disk, "rw")] }), ContainerDevices.Rules(input));
        Assert.Equal(["/dev/disk"], ContainerDevices.Nodes(input).Select(node => node.Path));
    }

    [Fact]
    public void Nodes_Unprivileged_AreTheAskedForOnly()
    {
        var nodes = ContainerDevices.Nodes(TestInput.Of("{}") with { Devices = [new ContainerDevice(Disk, "r")], HostDevices = [Fuse] });

        Assert.Equal([new LinuxDevice("b", "/dev/disk", 254, 0, 0x1B0, 0, 6)], nodes);
    }

    [Fact]
    public void Nodes_Privileged_AreTheHostsAndAtOnePathTheAskedFor()
    {
        var nodes = ContainerDevices.Nodes(Privileged with
        {
            Devices = [new ContainerDevice(Disk with { ContainerPath = "/dev/fuse" }, "r")],
            HostDevices = [Fuse, Disk],
        });

        Assert.Equal(["/dev/disk 254", "/dev/fuse 254"], nodes.Select(node => $"{node.Path} {node.Major}"));
    }
}
