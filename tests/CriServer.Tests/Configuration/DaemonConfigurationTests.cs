using CriSharp.CriServer.Configuration;
using Xunit;

namespace CriSharp.Tests.CriServer.Configuration;

public sealed class DaemonConfigurationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_NoFile_GivesCompletedDefaults()
    {
        var options = DaemonConfiguration.Read(null);

        Assert.Equal("/run/crisharp/crisharp.sock", options.Socket);
        Assert.Equal("/run/crisharp/keeper.log", options.Keeper.Log);
        Assert.EndsWith("/crisharp-keeper", options.Keeper.Path, StringComparison.Ordinal);
        Assert.True(options.CgroupDriver is "systemd" or "cgroupfs", options.CgroupDriver);
        Assert.StartsWith("/crisharp", options.CgroupParent, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_File_SetsWhatItNames()
    {
        var options = Read(
            """
            stateDirectory: /s
            runtimeDirectory: /r
            cgroupDriver: cgroupfs
            cni:
              pluginDirectories: [/a, /b]
            registries:
              insecure:
                - registry.local:5000
            runtimes:
              other:
                path: /usr/bin/other
                arguments: [--debug]
                createArguments: [--no-pivot]
                root: /run/other
                privilegedWithoutHostDevices: true
            containers:
              deviceOwnershipFromSecurityContext: true
            """);

        Assert.Equal("/s", options.StateDirectory);
        Assert.Equal("/r/crisharp.sock", options.Socket);
        Assert.Contains("/b", options.Cni.PluginDirectories);
        Assert.Equal(["registry.local:5000"], options.Registries.Insecure);
        Assert.Equal("/usr/bin/other", options.Runtimes["other"].Path);
        Assert.Equal(["--debug"], options.Runtimes["other"].Arguments);
        Assert.Equal(["--no-pivot"], options.Runtimes["other"].CreateArguments);
        Assert.Equal(("/run/other", true), (options.Runtimes["other"].Root, options.Runtimes["other"].PrivilegedWithoutHostDevices));
        Assert.True(options.Containers.DeviceOwnershipFromSecurityContext);
        Assert.Equal(["/etc/cdi", "/var/run/cdi"], options.Cdi.Directories);
    }

    [Fact]
    public void Read_ListGiven_ReplacesTheDefaultList()
    {
        var options = Read("cni: {pluginDirectories: [/only]}");

        Assert.Equal(["/only"], options.Cni.PluginDirectories);
    }

    [Theory]
    [InlineData("stateDirectroy: /s", "stateDirectroy")]
    [InlineData("cni: {confDir: /x}", "confDir")]
    [InlineData("stateDirectory: relative", "stateDirectory")]
    [InlineData("runtimeDirectory: ./r", "runtimeDirectory")]
    [InlineData("socket: crisharp.sock", "socket")]
    [InlineData("cgroupDriver: docker", "cgroupDriver")]
    [InlineData("logLevel: Loud", "logLevel")]
    [InlineData("runtimes: {kata: {root: /k}}", "runtimes.kata.path")]
    [InlineData("runtimes: {Kata: {path: kata}}", "runtimes.Kata")]
    [InlineData("runtimes: {kata: {path: bin/kata}}", "runtimes.kata.path")]
    [InlineData("runtimes: {kata: {path: kata, root: k}}", "runtimes.kata.root")]
    [InlineData("runtimes: {kata: {path: kata, arguments: [--root=/x]}}", "runtimes.kata.arguments")]
    [InlineData("runtimes: {kata: {path: kata, arguments: [-systemd-cgroup]}}", "runtimes.kata.arguments")]
    [InlineData("runtimes: {kata: {path: kata, createArguments: [--pid-file, /x]}}", "runtimes.kata.createArguments")]
    [InlineData("runtimes: {a: {path: a, root: /r}, b: {path: b, root: /r}}", "runtimes.b.root: is the root of a too")]
    [InlineData("runtimes: {a: {path: a, option: x}}", "option")]
    [InlineData("cdi: {directories: [etc/cdi]}", "cdi.directories")]
    [InlineData("{defaultRuntime: runc, runtimes: {crun: {path: crun}}}", "defaultRuntime")]
    [InlineData("stateDirectory: [", "line ")]
    [InlineData("just text", "line 1")]
    public void Read_WrongFile_IsRefusedNamingFileAndKey(string text, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(text));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoSuchFile_IsTold()
    {
        var error = Assert.Throws<InvalidDataException>(() => DaemonConfiguration.Read("/nowhere/config.yaml"));

        Assert.Contains("/nowhere/config.yaml: no such file", error.Message, StringComparison.Ordinal);
    }

    private DaemonOptions Read(string yaml)
    {
        File.WriteAllText(_file, yaml);
        return DaemonConfiguration.Read(_file);
    }
}
