using CriSharp.Failures;
using CriSharp.Linux.Devices;
using CriSharp.Runtime.Devices;
using Xunit;

namespace CriSharp.Tests.Runtime.Devices;

public sealed class HostDevicesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crisharp-devices-").FullName;
    private readonly HostDevices _devices = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void All_Host_HasItsDevicesAtTheirOwnPaths()
    {
        var all = _devices.All();

        var zero = Assert.Single(all, device => device.ContainerPath == "/dev/zero").Node;
        Assert.Equal((DeviceType.Character, 1u, 5u, 0x1B6u), (zero.Type, zero.Major, zero.Minor, zero.Mode));
        Assert.All(all, device => Assert.Equal(device.Node.Path, device.ContainerPath));
        Assert.Distinct(all.Select(device => device.ContainerPath));
    }

    [Theory]
    [InlineData("/dev/console")]
    [InlineData("/dev/pts")]
    [InlineData("/dev/shm")]
    [InlineData("/dev/mqueue")]
    [InlineData("/dev/fd")]
    [InlineData("/dev/stdin")]
    public void All_WhatEachContainerHasOfItsOwn_IsLeftOut(string path) =>
        Assert.DoesNotContain(_devices.All(), device => device.ContainerPath == path || device.ContainerPath.StartsWith($"{path}/", StringComparison.Ordinal));

    [Fact]
    public void Resolve_Node_IsPutAtTheContainerPath()
    {
        var device = Assert.Single(_devices.Resolve("/dev/null", "/dev/nothing"));

        Assert.Equal(("/dev/null", "/dev/nothing", 1u, 3u), (device.Node.Path, device.ContainerPath, device.Node.Major, device.Node.Minor));
    }

    [Fact]
    public void Resolve_LinkToLink_IsTheNodeItLeadsTo()
    {
        File.CreateSymbolicLink(Path.Join(_directory, "inner"), "/dev/null");
        File.CreateSymbolicLink(Path.Join(_directory, "outer"), "inner");

        var device = Assert.Single(_devices.Resolve(Path.Join(_directory, "outer"), "/dev/x"));

        Assert.Equal(("/dev/null", "/dev/x"), (device.Node.Path, device.ContainerPath));
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Resolve_Directory_IsEveryNodeBelowInTheSameArrangement()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mknod needs root");
        Directory.CreateDirectory(Path.Join(_directory, "by-path"));
        await MakeNodeAsync("first", "c", 1, 3);
        await MakeNodeAsync("by-path/second", "b", 7, 200);
        File.CreateSymbolicLink(Path.Join(_directory, "link"), "first");
        File.CreateSymbolicLink(Path.Join(_directory, "loop"), _directory);
        await File.WriteAllTextAsync(Path.Join(_directory, "plain"), "", TestContext.Current.CancellationToken);

        var devices = _devices.Resolve(_directory, "/dev/group");

        Assert.Equal(
            [("/dev/group/by-path/second", DeviceType.Block, 7u, 200u), ("/dev/group/first", DeviceType.Character, 1u, 3u)],
            devices.Select(device => (device.ContainerPath, device.Node.Type, device.Node.Major, device.Node.Minor)).Order());
    }

    [Theory]
    [InlineData("/nonexistent/device", "/dev/x", "device host_path /nonexistent/device: no such file")]
    [InlineData("/etc/passwd", "/dev/x", "device host_path /etc/passwd: not a device")]
    [InlineData("/sys", "/dev/x", "device host_path /sys: no device below this directory")]
    [InlineData("dev/null", "/dev/x", "device host_path dev/null: must be an absolute path without '..'")]
    [InlineData("/dev/../dev/null", "/dev/x", "device host_path /dev/../dev/null: must be an absolute path without '..'")]
    [InlineData("/dev/null", "", "device container_path : must be an absolute path without '..'")]
    [InlineData("/dev/null", "/dev/../../x", "device container_path /dev/../../x: must be an absolute path without '..'")]
    public void Resolve_WrongPath_IsNamed(string hostPath, string containerPath, string expected)
    {
        var error = Assert.Throws<FailureException>(() => _devices.Resolve(hostPath.Replace("/sys", _directory, StringComparison.Ordinal), containerPath));

        Assert.Equal(
            (FailureKind.InvalidArgument, expected.Replace("/sys", _directory, StringComparison.Ordinal)), (error.Kind, error.Message));
    }

    [Fact]
    public void Resolve_LinkLoop_IsNamed()
    {
        var link = Path.Join(_directory, "loop");
        File.CreateSymbolicLink(link, "loop");

        var error = Assert.Throws<FailureException>(() => _devices.Resolve(link, "/dev/x"));

        Assert.Equal($"device host_path {link}: its symbolic links lead nowhere", error.Message);
    }

    private async Task MakeNodeAsync(string name, string type, int major, int minor)
    {
        using var mknod = System.Diagnostics.Process.Start("mknod", [Path.Join(_directory, name), type, $"{major}", $"{minor}"]);
        await mknod.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mknod.ExitCode);
    }
}
