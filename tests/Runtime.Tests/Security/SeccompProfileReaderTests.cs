using System.Text;
using CriSharp.Failures;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.Runtime.Security;

public sealed class SeccompProfileReaderTests
{
    private const string DockerProfile =
        """
        {
          "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1,
          "archMap": [
            { "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
            { "architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"] }
          ],
          "syscalls": [
            { "names": ["read", "write"], "action": "SCMP_ACT_ALLOW" },
            { "names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": { "minKernel": "4.8" } },
            { "names": ["io_uring_setup"], "action": "SCMP_ACT_ALLOW", "includes": { "minKernel": "99.1" } },
            { "names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] }, "comment": "administrators" },
            { "names": ["clone"], "action": "SCMP_ACT_ALLOW", "excludes": { "caps": ["CAP_SYS_ADMIN"], "arches": ["s390", "s390x"] },
              "args": [ { "index": 0, "value": 2114060288, "op": "SCMP_CMP_MASKED_EQ" } ] },
            { "names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": { "arches": ["amd64", "x32"] } },
            { "name": "clone3", "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "errno": "ENOSYS" }
          ]
        }
        """;

    [Fact]
    public void Read_DockersForm_IsResolvedForTheContainer()
    {
        var filter = Read(DockerProfile).Resolve(["CAP_CHOWN"], TestNode.Facts);

        Assert.Equal(("SCMP_ACT_ERRNO", 1u), (filter.DefaultAction, filter.DefaultErrnoRet!.Value));
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], filter.Architectures);
        Assert.Equal(["read", "write", "ptrace", "clone", "arch_prctl", "clone3"], filter.Syscalls.SelectMany(rule => rule.Names));
        var clone = filter.Syscalls.Single(rule => rule.Names[0] == "clone");
        Assert.Equal(new LinuxSeccompArg(0, 2114060288, 0, "SCMP_CMP_MASKED_EQ"), Assert.Single(clone.Args!));
        Assert.Equal(38u, filter.Syscalls[^1].ErrnoRet);
    }

    [Fact]
    public void Read_DockersForm_DependsOnCapabilitiesAndProcessor()
    {
        var filter = Read(DockerProfile).Resolve(["CAP_SYS_ADMIN"], TestNode.Facts with { Architecture = "arm64" });

        Assert.Equal(["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], filter.Architectures);
        Assert.Equal(["read", "write", "ptrace", "mount", "clone3"], filter.Syscalls.SelectMany(rule => rule.Names));
    }

    [Fact]
    public void Read_OciForm_IsKeptAsItIs()
    {
        var filter = Read(
            """
            {"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64"],"flags":["SECCOMP_FILTER_FLAG_LOG"],
             "syscalls":[{"names":["sethostname"],"action":"SCMP_ACT_ERRNO"}]}
            """).Resolve([], TestNode.Facts);

        Assert.Equal(("SCMP_ACT_ALLOW", null), (filter.DefaultAction, filter.DefaultErrnoRet));
        Assert.Equal(["SCMP_ARCH_X86_64"], filter.Architectures);
        Assert.Equal(["SECCOMP_FILTER_FLAG_LOG"], filter.Flags!);
        Assert.Equal(("sethostname", "SCMP_ACT_ERRNO", null), (filter.Syscalls[0].Names[0], filter.Syscalls[0].Action, filter.Syscalls[0].ErrnoRet));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "null")]
    [InlineData("[]", "JSON")]
    [InlineData("{}", "defaultAction")]
    [InlineData("""{"defaultAction":"SCMP_ACT_DENY"}""", "SCMP_ACT_DENY")]
    [InlineData("""{"defaultAction":"SCMP_ACT_NOTIFY"}""", "listener")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/run/x"}""", "listenerPath")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","sycalls":[]}""", "sycalls")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","defaultAction":"SCMP_ACT_KILL"}""", "defaultAction")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":5000}""", "5000")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","defaultErrno":"EPERM"}""", "defaultErrnoRet")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","architectures":["x86"]}""", "x86")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86"],"archMap":[]}""", "archMap")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86"},{"architecture":"SCMP_ARCH_X86"}]}""", "twice")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","flags":["FAST"]}""", "FAST")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_KILL"}]}""", "syscalls[0].names")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a b"],"action":"SCMP_ACT_KILL"}]}""", "a b")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":[null],"action":"SCMP_ACT_KILL"}]}""", "syscalls[0].names")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"a","names":["b"],"action":"SCMP_ACT_KILL"}]}""", "together")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"]}]}""", "syscalls[0].action")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_ERRNO","errno":"EPERM"}]}""", "errnoRet")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","args":[{"index":6,"op":"SCMP_CMP_EQ"}]}]}""", "index")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","args":[{"op":"=="}]}]}""", "==")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","includes":{"minKernel":"new"}}]}""", "minKernel")]
    public void Read_WhatIsNoProfile_IsRefusedSayingWhy(string json, string word)
    {
        var error = Assert.Throws<FailureException>(() => Read(json));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith("read seccomp profile /profiles/test.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[null]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","archMap":[null]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","architectures":[null]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","flags":[null]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","args":[null]}]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","includes":{"caps":[null]}}]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","excludes":{"arches":[null]}}]}""")]
    public void Read_NullInAList_IsRefused(string json) => Assert.Throws<FailureException>(() => Read(json));

    [Fact]
    public void Read_DamagedProfile_IsReadOrRefusedAndNeverACrash()
    {
        var random = new Random(2026);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(DockerProfile);
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"\"{}[]:,0x\0\u00ff"[random.Next(11)];
            }

            var error = Record.Exception(() => SeccompProfileReader.Read(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length), "/p"));

            Assert.True(error is null or FailureException, error?.ToString());
        }
    }

    [Fact]
    public void Read_TooLarge_IsRefusedUnread()
    {
        var json = Encoding.UTF8.GetBytes("""{"defaultAction":"SCMP_ACT_ALLOW"}""".PadRight(SeccompProfileReader.LimitBytes + 1));

        Assert.Contains("larger", Assert.Throws<FailureException>(() => SeccompProfileReader.Read(json, "/p")).Message, StringComparison.Ordinal);
    }

    private static SeccompProfile Read(string json) => SeccompProfileReader.Read(Encoding.UTF8.GetBytes(json), "/profiles/test.json");
}
