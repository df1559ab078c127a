using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.Runtime.Security;

public sealed class SeccompDefaultTests
{
    private const uint NotPermitted = 1;
    private const uint NotImplemented = 38;

    [Fact]
    public void Calls_InAllGroups_AreEachDecidedOnce()
    {
        string[] all = [.. SeccompCalls.Allowed, .. SeccompCalls.ByCapability.SelectMany(entry => entry.Calls), .. SeccompCalls.Refused];

        Assert.Equal(all.Distinct().Order(), all.Order());
        Assert.DoesNotContain(all, name => name is "clone" or "clone3" or "personality" or "socket");
    }

    [Theory]
    [InlineData("read")]
    [InlineData("openat2")]
    [InlineData("fchmodat2")]
    [InlineData("ptrace")]
    [InlineData("landlock_restrict_self")]
    [InlineData("clock_gettime64")]
    public void Resolve_OrdinaryCall_IsAllowed(string name) => Assert.Equal(["ALLOW"], Outcomes(name, []));

    [Theory]
    [InlineData("io_uring_setup")]
    [InlineData("add_key")]
    [InlineData("userfaultfd")]
    [InlineData("kexec_load")]
    public void Resolve_RefusedCall_StaysRefusedWithEveryCapability(string name)
    {
        Assert.Equal(["EPERM"], Outcomes(name, []));
        Assert.Equal(["EPERM"], Outcomes(name, TestNode.Description.BoundingCapabilities.Names));
    }

    [Theory]
    [InlineData("CAP_SYS_ADMIN", "mount")]
    [InlineData("CAP_SYS_ADMIN", "unshare")]
    [InlineData("CAP_SYS_ADMIN", "setns")]
    [InlineData("CAP_SYS_ADMIN", "bpf")]
    [InlineData("CAP_BPF", "bpf")]
    [InlineData("CAP_PERFMON", "perf_event_open")]
    [InlineData("CAP_SYSLOG", "syslog")]
    [InlineData("CAP_SYS_BOOT", "reboot")]
    [InlineData("CAP_SYS_CHROOT", "chroot")]
    [InlineData("CAP_SYS_MODULE", "finit_module")]
    [InlineData("CAP_SYS_NICE", "mbind")]
    [InlineData("CAP_SYS_PACCT", "acct")]
    [InlineData("CAP_SYS_PTRACE", "pidfd_getfd")]
    [InlineData("CAP_SYS_RAWIO", "iopl")]
    [InlineData("CAP_SYS_TIME", "clock_settime")]
    [InlineData("CAP_SYS_TTY_CONFIG", "vhangup")]
    [InlineData("CAP_DAC_READ_SEARCH", "open_by_handle_at")]
    public void Resolve_CallOfACapability_IsAllowedWithItOnly(string capability, string name)
    {
        Assert.Equal(["EPERM"], Outcomes(name, []));
        Assert.Equal(["ALLOW"], Outcomes(name, [capability]));
    }

    [Fact]
    public void Resolve_CallOfTwoCapabilities_IsAllowedOnceWithBoth() =>
        Assert.Equal(["ALLOW"], Outcomes("bpf", ["CAP_SYS_ADMIN", "CAP_BPF"]));

    [Fact]
    public void Resolve_CallNobodyKnows_IsNotImplemented()
    {
        var filter = Filter([]);

        Assert.Equal(("SCMP_ACT_ERRNO", NotImplemented), (filter.DefaultAction, filter.DefaultErrnoRet!.Value));
        Assert.Empty(Outcomes("a_call_of_linux_9", []));
    }

    [Fact]
    public void Resolve_Clone3_LooksAbsentUnlessTheContainerIsAnAdministrator()
    {
        Assert.Equal(["ENOSYS"], Outcomes("clone3", []));
        Assert.Equal(["ALLOW"], Outcomes("clone3", ["CAP_SYS_ADMIN"]));
    }

    [Theory]
    [InlineData(0x11UL, true)] // fork: SIGCHLD
    [InlineData(0x3d0f00UL, true)] // a thread
    [InlineData(0x10000011UL, false)] // CLONE_NEWUSER
    [InlineData(0x00020011UL, false)] // CLONE_NEWNS
    [InlineData(0x7e020000UL, false)] // all of them
    public void Resolve_Clone_IsDecidedByItsNamespaceFlags(ulong flags, bool isAllowed)
    {
        var rules = Filter([]).Syscalls.Where(rule => rule.Names.Contains("clone") && rule.Args!.All(arg => (flags & arg.Value) == arg.ValueTwo));

        Assert.Equal(isAllowed ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO", Assert.Single(rules.Select(rule => rule.Action).Distinct()));
        Assert.Equal(["ALLOW"], Outcomes("clone", ["CAP_SYS_ADMIN"]));
    }

    [Fact]
    public void Resolve_Socket_OnlyMachineSocketsAreRefused()
    {
        var rules = Filter([]).Syscalls.Where(rule => rule.Names.Contains("socket")).ToList();

        Assert.Collection(
            rules,
            allowed => Assert.Equal(("SCMP_ACT_ALLOW", new LinuxSeccompArg(0, 40, 0, "SCMP_CMP_NE")), (allowed.Action, Assert.Single(allowed.Args!))),
            refused => Assert.Equal(("SCMP_ACT_ERRNO", new LinuxSeccompArg(0, 40, 0, "SCMP_CMP_EQ")), (refused.Action, Assert.Single(refused.Args!))));
    }

    [Theory]
    [InlineData("amd64", "SCMP_ARCH_X86_64 SCMP_ARCH_X86")]
    [InlineData("arm64", "SCMP_ARCH_AARCH64 SCMP_ARCH_ARM")]
    [InlineData("riscv64", "")]
    public void Resolve_Architectures_CoverTheProcessors32BitCalls(string processor, string expected)
    {
        var filter = SeccompDefault.Profile.Resolve([], TestNode.Facts with { Architecture = processor });

        Assert.Equal(expected, string.Join(' ', filter.Architectures));
    }

    private static LinuxSeccomp Filter(IReadOnlyCollection<string> capabilities) => SeccompDefault.Profile.Resolve(capabilities, TestNode.Facts);

    private static IEnumerable<string> Outcomes(string name, IReadOnlyCollection<string> capabilities) =>
        Filter(capabilities).Syscalls.Where(rule => rule.Names.Contains(name) && rule.Args is null).Select(rule => (rule.Action, rule.ErrnoRet) switch
        {
            ("SCMP_ACT_ALLOW", null) => "ALLOW",
            ("SCMP_ACT_ERRNO", NotPermitted) => "EPERM",
            ("SCMP_ACT_ERRNO", NotImplemented) => "ENOSYS",
            var other => other.ToString(),
        });
}
