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
    public void Read_Containers_BecomeWhatEveryContainerGets()
    {
        var section = Read(
            """
            containers:
              environment: [A=1, "B=x=y z", C=]
              timeZone: Europe/Vienna
              openFiles: {soft: 2048}
              ulimits: {core: 0, nproc: "100:unlimited", memlock: unlimited}
              pidsLimit: 500
              unprivilegedPorts: false
            """).Containers;
        var defaults = ContainerSettings.Read(section);

        Assert.Equal([new("A", "1"), new("B", "x=y z"), new("C", "")], defaults.Environment);
        Assert.Equal("/usr/share/zoneinfo/Europe/Vienna", defaults.TimeZoneFile);
        Assert.Equal(
            [new("RLIMIT_CORE", 0, 0), new("RLIMIT_MEMLOCK", ulong.MaxValue, ulong.MaxValue), new("RLIMIT_NPROC", ulong.MaxValue, 100)], defaults.Limits);
        Assert.Equal((2048UL, 524288UL), (section.OpenFiles.Soft, section.OpenFiles.Hard));
        Assert.Equal((500, false, true), (section.PidsLimit, section.UnprivilegedPorts, section.UnprivilegedIcmp));
    }

    [Fact]
    public void Read_LocalTimeZone_IsTheNodesFile() =>
        Assert.True(File.Exists(ContainerSettings.Read(Read("containers: {timeZone: Local}").Containers).TimeZoneFile));

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
    [InlineData("runtimes: {kata: {path: kata}, crun: {path: crun}}", "defaultRuntime")]
    [InlineData("defaultRuntime: kata", "defaultRuntime")]
    [InlineData("{defaultRuntime: a, runtimes: {a: {path: a, root: /r}, b: {path: b, root: /r}}}", "runtimes.b.root: is the root of a too")]
    [InlineData("runtimes: {a: {path: a, option: x}}", "option")]
    [InlineData("cdi: {directories: [etc/cdi]}", "cdi.directories")]
    [InlineData("{defaultRuntime: runc, runtimes: {crun: {path: crun}}}", "defaultRuntime")]
    [InlineData("containers: {environment: [=x]}", "containers.environment")]
    [InlineData("containers: {environment: [NOVALUE]}", "containers.environment")]
    [InlineData("containers: {timeZone: Middle/Earth}", "containers.timeZone")]
    [InlineData("containers: {timeZone: ../../../etc/localtime}", "containers.timeZone")]
    [InlineData("containers: {timeZone: /etc/localtime}", "containers.timeZone")]
    [InlineData("containers: {timeZone: zone.tab}", "containers.timeZone")]
    [InlineData("containers: {openFiles: {soft: 10, hard: 9}}", "containers.openFiles")]
    [InlineData("containers: {openFiles: {soft: 0}}", "containers.openFiles.soft")]
    [InlineData("containers: {openFiles: {soft: many}}", "OpenFiles:Soft")]
    [InlineData("containers: {ulimits: {cores: 1}}", "containers.ulimits.cores")]
    [InlineData("containers: {ulimits: {core: '2:1'}}", "containers.ulimits.core")]
    [InlineData("containers: {ulimits: {core: '1:2:3'}}", "containers.ulimits.core")]
    [InlineData("containers: {ulimits: {core: lots}}", "containers.ulimits.core")]
    [InlineData("containers: {ulimits: {core: '-5'}}", "containers.ulimits.core")]
    [InlineData("containers: {ulimits: {core: }}", "containers.ulimits.core")]
    [InlineData("containers: {ulimits: {nofile: 1024}}", "containers.ulimits.nofile")]
    [InlineData("containers: {pidsLimit: -1}", "containers.pidsLimit")]
    [InlineData("containers: {unprivilegedPorts: perhaps}", "UnprivilegedPorts")]
    [InlineData("containers: {unprivilegedPort: true}", "unprivilegedPorts")]
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
