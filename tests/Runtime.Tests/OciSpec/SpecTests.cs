using System.Text;
using System.Text.Json;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.Runtime.OciSpec;

public sealed class SpecTests
{
    private static readonly Spec Small = new()
    {
        Process = new Process { User = new User(1, 2), Args = ["/bin/sh", "-c", "echo <ü & 'é'>"], Cwd = "/" },
        Root = new Root("rootfs", Readonly: true),
        Mounts = [new Mount("/proc", "proc", "proc", ["nosuid"])],
        Linux = new LinuxSection
        {
            Namespaces = [new LinuxNamespace("pid"), new LinuxNamespace("network", "/run/net")],
            CgroupsPath = "/a/b",
            RootfsPropagation = "rprivate",
            Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup(false, null, null, null, "rwm")] },
        },
    };

    [Fact]
    public void ToJson_Spec_IsCompactUtf8WithoutWhatIsNotSet()
    {
        var json = Encoding.UTF8.GetString(Small.ToJson());

        Assert.Equal(
            """
            {"ociVersion":"1.1.0","process":{"terminal":false,"user":{"uid":1,"gid":2,"additionalGids":[]},"args":["/bin/sh","-c","echo <ü & 'é'>"],
            "env":[],"cwd":"/","rlimits":[],"noNewPrivileges":false},"root":{"path":"rootfs","readonly":true},
            "mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["nosuid"]}],"annotations":{},
            "linux":{"namespaces":[{"type":"pid"},{"type":"network","path":"/run/net"}],"devices":[],"cgroupsPath":"/a/b",
            "resources":{"devices":[{"allow":false,"access":"rwm"}]},"rootfsPropagation":"rprivate","maskedPaths":[],"readonlyPaths":[]}}
            """.ReplaceLineEndings(""),
            json);
    }

    [Fact]
    public void FromJson_WhatToJsonWrote_IsTheSame() => Assert.Equal(Small.ToJson(), Spec.FromJson(Small.ToJson()).ToJson());

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"process\":")]
    public void FromJson_NoConfiguration_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => Spec.FromJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void ToJson_Process_IsWhatExecReads()
    {
        using var json = JsonDocument.Parse(Small.Process.ToJson());

        Assert.Equal("/bin/sh", json.RootElement.GetProperty("args")[0].GetString());
        Assert.Equal(1, json.RootElement.GetProperty("user").GetProperty("uid").GetInt32());
    }
}
