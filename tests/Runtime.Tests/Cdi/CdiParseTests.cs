using CriSharp.Runtime.Cdi;
using Xunit;

namespace CriSharp.Tests.Runtime.Cdi;

/// <summary>What is a CDI file and what is not: a broken one is a reason in the refusal of its devices, and never more.</summary>
public sealed class CdiParseTests : IDisposable
{
    private readonly CdiFixture _cdi = new();

    public void Dispose() => _cdi.Dispose();

    [Theory]
    [InlineData("""{"cdiVersion":"0.2.0","kind":"vendor.com/class","devices":[{"name":"x"}]}""", "cdiVersion 0.2.0 is none of 0.3.0 to 1.0.0")]
    [InlineData("""{"cdiVersion":"1.1.0","kind":"vendor.com/class","devices":[{"name":"x"}]}""", "cdiVersion 1.1.0 is none of 0.3.0 to 1.0.0")]
    [InlineData("""{"kind":"vendor.com/class","devices":[{"name":"x"}]}""", "cdiVersion is missing")]
    [InlineData("""{"cdiVersion":"1.0.0","devices":[{"name":"x"}]}""", "kind is missing")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"class","devices":[{"name":"x"}]}""", "kind \"class\" is not vendor/class")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class/","devices":[{"name":"x"}]}""", "is not vendor/class")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"../etc/class","devices":[{"name":"x"}]}""", "is not vendor/class")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class-","devices":[{"name":"x"}]}""", "is not vendor/class")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[]}""", "devices is empty")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class"}""", "devices is empty")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[null]}""", "a device without a name")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[{"name":"x"},{"name":"x"}]}""", "device x is there twice")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[{"name":"x"},{"name":"a=b"}]}""", "device name \"a=b\"")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[{"name":"x"},{"name":"-a"}]}""", "device name \"-a\"")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[{"name":"x"}],"extra":1}""", "$.extra is not in the specification")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":[{"name":"x"}],"kind":"other/class"}""", "$.kind is not as in the specification")]
    [InlineData("""{"cdiVersion":"1.0.0","kind":"vendor.com/class","devices":{"name":"x"}}""", "$.devices is not as in the specification, line 1")]
    [InlineData("""{"cdiVersion":"1.0.0",""", "cannot be used")]
    [InlineData("[]", "cannot be used")]
    [InlineData("null", "is null")]
    [InlineData("", "cannot be used")]
    [InlineData("\0\u0001", "cannot be used")]
    public void Read_NoCdiFile_IsTheReasonOfItsDevices(string text, string reason)
    {
        var path = CdiFixture.Write(_cdi.Low, "broken.json", text);
        CdiFixture.Write(_cdi.Low, "good.json", CdiFixture.Setting("A=1").Replace("vendor.com", "other.com", StringComparison.Ordinal));

        var message = _cdi.Refusal();

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Equal(["A=1"], _cdi.Resolve("other.com/class=x").Env);
    }

    [Theory]
    [InlineData("""{"env":["A"]}""", "device x: env[0]: \"A\" is not NAME=value")]
    [InlineData("""{"env":["=A"]}""", "env[0]")]
    [InlineData("""{"env":["A=\u0000"]}""", "env[0]")]
    [InlineData("""{"env":[null]}""", "env[0] is null")]
    [InlineData("""{"deviceNodes":[{"hostPath":"/dev/char"}]}""", "deviceNodes[0].path is missing")]
    [InlineData("""{"deviceNodes":[{"path":"dev/char"}]}""", "deviceNodes[0].path dev/char is not an absolute path")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/../etc"}]}""", "deviceNodes[0].path")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","hostPath":"x"}]}""", "deviceNodes[0].hostPath")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","type":"d"}]}""", "deviceNodes[0].type \"d\"")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","type":"c","major":-1}]}""", "deviceNodes[0].major -1")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","type":"c","major":4294967296}]}""", "deviceNodes[0].major")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","minor":-1}]}""", "deviceNodes[0].minor -1")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","permissions":"rx"}]}""", "deviceNodes[0].permissions \"rx\"")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","fileMode":-1}]}""", "fileMode is not as in the specification")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/x","uid":"root"}]}""", "uid is not as in the specification")]
    [InlineData("""{"mounts":[{"containerPath":"/a"}]}""", "mounts[0].hostPath is missing")]
    [InlineData("""{"mounts":[{"hostPath":"/a"}]}""", "mounts[0].containerPath is missing")]
    [InlineData("""{"mounts":[{"hostPath":"/a","containerPath":"a"}]}""", "mounts[0].containerPath a")]
    [InlineData("""{"mounts":[{"hostPath":"/a","containerPath":"/"}]}""", "mounts[0].containerPath is the root")]
    [InlineData("""{"mounts":[{"hostPath":"/a","containerPath":"/a","options":[""]}]}""", "mounts[0].options[0]")]
    [InlineData("""{"mounts":[{"hostPath":"/a","containerPath":"/a","options":"ro"}]}""", "options is not as in the specification")]
    [InlineData("""{"hooks":[{"hookName":"never","path":"/bin/true"}]}""", "hooks[0].hookName \"never\" is none of prestart, createRuntime")]
    [InlineData("""{"hooks":[{"hookName":"poststop","path":"true"}]}""", "hooks[0].path true")]
    [InlineData("""{"hooks":[{"hookName":"poststop","path":"/bin/true","timeout":0}]}""", "hooks[0].timeout 0")]
    [InlineData("""{"hooks":[{"hookName":"poststop","path":"/bin/true","env":["A"]}]}""", "hooks[0].env[0]")]
    [InlineData("""{"intelRdt":{"closID":"../x"}}""", "intelRdt.closID \"../x\"")]
    [InlineData("""{"additionalGids":[-1]}""", "additionalGids[0] is not as in the specification")]
    [InlineData("""{"netDevices":[{"hostInterfaceName":"eth1","name":"net0"}]}""", "netDevices is not in the specification")]
    public void Read_ImpossibleEdit_IsRefusedByField(string edits, string reason)
    {
        CdiFixture.Write(_cdi.Low, "broken.json", CdiFixture.Json(edits));

        Assert.Contains(reason, _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.3.0", """{"mounts":[{"hostPath":"/","containerPath":"/a","type":"bind"}]}""", "type of a mount needs cdiVersion 0.4.0")]
    [InlineData("0.4.0", """{"deviceNodes":[{"path":"/dev/x","hostPath":"/dev/char"}]}""", "hostPath of a device node needs cdiVersion 0.5.0")]
    [InlineData("0.6.0", """{"intelRdt":{"closID":"x"}}""", "intelRdt needs cdiVersion 0.7.0")]
    [InlineData("0.6.0", """{"additionalGids":[1]}""", "additionalGids needs cdiVersion 0.7.0")]
    public void Read_EditsNewerThanTheFile_AreRefused(string version, string edits, string reason)
    {
        CdiFixture.Write(_cdi.Low, "old.json", CdiFixture.Json(edits, version));

        Assert.Contains($"{reason}, the file has {version}", _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.5.0", "vendor.com/class", "x", ""","annotations":{"a":"b"}""", "annotations needs cdiVersion 0.6.0")]
    [InlineData("0.5.0", "vendor.com/cla.ss", "x", "", "a dot in the class of kind needs cdiVersion 0.6.0")]
    [InlineData("0.4.0", "vendor.com/class", "0", "", "a name that begins with a digit needs cdiVersion 0.5.0")]
    public void Read_FileNewerThanItSays_IsRefused(string version, string kind, string name, string more, string reason)
    {
        CdiFixture.Write(_cdi.Low, "old.json", $$"""{"cdiVersion":"{{version}}","kind":"{{kind}}","devices":[{"name":"{{name}}","containerEdits":{} }]{{more}}}""");

        Assert.Contains(reason, _cdi.Refusal($"{kind}={name}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.3.0", """{"env":["A=1"],"mounts":[{"hostPath":"/","containerPath":"/a","options":["ro"]}]}""")]
    [InlineData("v0.5.0", """{"deviceNodes":[{"path":"/dev/x","hostPath":"/dev/char"}]}""")]
    [InlineData("0.8.0", """{"additionalGIDs":[1],"intelRdt":{"closID":"/","enableCMT":true}}""")]
    [InlineData("1.0.0", """{"hooks":null,"env":[]}""")]
    public void Read_EachVersionsOwn_IsTaken(string version, string edits)
    {
        CdiFixture.Write(_cdi.Low, "good.json", CdiFixture.Json(edits, version));

        _cdi.Resolve("vendor.com/class=x");
    }

    [Theory]
    [InlineData("a: [1", "line ")]
    [InlineData("a: 1\n---\nb: 2", "has 2 YAML documents")]
    [InlineData("cdiVersion: 1.0.0\ncdiVersion: 1.0.0", "cannot be used")]
    [InlineData("? [a, b]\n: 1", "line 1: a key is not a word")]
    [InlineData("a: &a [x, *a]", "cannot be used")]
    [InlineData("cdiVersion: 1.0.0\nkind: vendor.com/class\ndevices: [{name: x, containerEdits: {deviceNodes: [{path: /dev/x, uid: me}]}}]", "line 3: uid: me is not a whole number")]
    [InlineData("cdiVersion: 1.0.0\nkind: vendor.com/class\ndevices: [{name: x, containerEdits: {intelRdt: {enableCMT: maybe}}}]", "enableCMT: maybe is neither true nor false")]
    public void Read_BrokenYaml_IsTheReasonOfItsDevices(string text, string reason)
    {
        CdiFixture.Write(_cdi.Low, "broken.yaml", text);

        Assert.Contains(reason, _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_YamlThatGrowsWithoutEnd_IsRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]");
        CdiFixture.Write(_cdi.Low, "laughs.yaml", $"l0: &l0 [lol]\n{string.Join('\n', lines)}\n");

        Assert.Contains("more than 100000 values", _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Yaml_MeansTheSameAsJson()
    {
        CdiFixture.Write(_cdi.Low, "a.yml", """
            cdiVersion: "0.7.0"
            kind: vendor.com/class
            containerEdits:
              env: [ALL=true]
            devices:
              - name: 0
                containerEdits:
                  env: ["NUMBER=1", TEXT=yes]
                  deviceNodes:
                    - {path: /dev/x, hostPath: /dev/char, fileMode: 0640, permissions: rw, uid: 0x10, gid: 0o17}
                    - {path: /dev/y, type: b, major: 7, minor: 1, fileMode: 416}
                  additionalGids: [5, 0]
            """);

        var edits = _cdi.Resolve("vendor.com/class=0");

        Assert.Equal(["ALL=true", "NUMBER=1", "TEXT=yes"], edits.Env);
        Assert.Equal(
            [
                new CdiDeviceNode("/dev/x", "/dev/char", "c", 10, 229, 0x1A0, "rw", 16, 15),
                new CdiDeviceNode("/dev/y", "/dev/y", "b", 7, 1, 0x1A0, "rwm", null, null),
            ],
            edits.DeviceNodes);
        Assert.Equal([5u, 0u], edits.AdditionalGids);
    }
}
