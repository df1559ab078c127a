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

    private static readonly User Root = new(0, 0);

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
    public void Rules_Privileged_AllowAll() =>
        Assert.Equal([new LinuxDeviceCgroup(true, null, null, null, "rwm")], ContainerDevices.Rules(Privileged with { HostDevices = [] }));

    [Fact]
    public void PrivilegedOfAHandlerWithoutHostDevices_HasWhatItAskedForAndNoMore()
    {
        var input = Privileged with { Devices = [new ContainerDevice(Disk, "rw")], HostDevices = [Fuse], GivesHostDevices = false };

        Assert.Equal(["/dev/disk"], ContainerDevices.Nodes(input, Root).Select(node => node.Path));
        var rules = ContainerDevices.Rules(input);
        Assert.Equal((false, "rwm"), (rules[0].Allow, rules[0].Access));
        Assert.Equal(new LinuxDeviceCgroup(true, "b", 254, 0, "rw"), rules[^1]);
    }

    [Fact]
    public void OnePathAskedForTwice_IsTheLastWithItsAccessOnly()
    {
        var input = TestInput.Of("{}") with
        {
            Devices = [new ContainerDevice(Fuse with { ContainerPath = "/dev//disk" }, "rwm"), new ContainerDevice(Disk, "r")],
        };

        Assert.Equal([new LinuxDevice("b", "/dev/disk", 254, 0, 0x1B0, 0, 6)], ContainerDevices.Nodes(input, Root));
        Assert.Equal(new LinuxDeviceCgroup(true, "b", 254, 0, "r"), ContainerDevices.Rules(input)[^1]);
        Assert.DoesNotContain(ContainerDevices.Rules(input), rule => rule.Major == 10);
    }

    [Fact]
    public void Nodes_OwnedByTheProcess_AreThoseAskedForOnly()
    {
        var nodes = ContainerDevices.Nodes(
            Privileged with { Devices = [new ContainerDevice(Disk, "r")], HostDevices = [Fuse], DeviceOwnershipFromProcess = true }, new User(33, 34));

        Assert.Equal(["/dev/fuse 1:2", "/dev/disk 33:34"], nodes.Select(node => $"{node.Path} {node.Uid}:{node.Gid}"));
    }

    [Fact]
    public void InAUserNamespace_NodesAreBoundFromTheHostsPaths()
    {
        var plain = TestInput.Of("{}") with { Devices = [new ContainerDevice(Disk, "rw")] };
        var inside = plain with { Sandbox = plain.Sandbox with { Namespaces = plain.Sandbox.Namespaces with { User = "/run/ns/user" } } };

        Assert.Empty(ContainerDevices.Binds(plain));
        Assert.Empty(ContainerDevices.Nodes(inside, Root));
        Assert.Equal(new LinuxDeviceCgroup(true, "b", 254, 0, "rw"), ContainerDevices.Rules(inside)[^1]);
        var bind = Assert.Single(ContainerMounts.Build(inside), mount => mount.Destination == "/dev/disk");
        Assert.Equal(("bind", "/dev/vda"), (bind.Type, bind.Source));
    }

    [Fact]
    public void Nodes_Unprivileged_AreTheAskedForOnly()
    {
        var nodes = ContainerDevices.Nodes(TestInput.Of("{}") with { Devices = [new ContainerDevice(Disk, "r")], HostDevices = [Fuse] }, Root);

        Assert.Equal([new LinuxDevice("b", "/dev/disk", 254, 0, 0x1B0, 0, 6)], nodes);
    }

    [Fact]
    public void Nodes_Privileged_AreTheHostsAndAtOnePathTheAskedFor()
    {
        var nodes = ContainerDevices.Nodes(Privileged with
        {
            Devices = [new ContainerDevice(Disk with { ContainerPath = "/dev/fuse" }, "r")],
            HostDevices = [Fuse, Disk],
        }, Root);

        Assert.Equal(["/dev/disk 254", "/dev/fuse 254"], nodes.Select(node => $"{node.Path} {node.Major}"));
    }
}
