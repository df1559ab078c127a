using System.Diagnostics;
using System.Text.RegularExpressions;
using CriSharp.Runtime.Security.AppArmor;
using Xunit;

namespace CriSharp.Tests.Runtime.Security.AppArmor;

public sealed partial class AppArmorDefaultTests
{
    private const string Parser = "/usr/sbin/apparmor_parser";

    [Fact]
    public async Task Text_IsAProfileToTheParser()
    {
        Assert.SkipUnless(File.Exists(Parser), $"{Parser} is not installed (scripts/install-dependencies test)");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, AppArmorDefault.Text, TestContext.Current.CancellationToken);
        using var parser = Process.Start(new ProcessStartInfo(Parser, ["-QT", file]) { RedirectStandardError = true })!;
        var said = await parser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await parser.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.True(parser.ExitCode == 0, said);
    }

    [Theory]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/sys/net/ipv4/ip_forward")]
    [InlineData("/proc/sys/vm/overcommit_memory")]
    [InlineData("/proc/sys/fs/binfmt_misc/register")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/kernel/modprobe")]
    [InlineData("/proc/sys/kernel/sysrq")]
    [InlineData("/proc/sys/kernel/seccomp/actions_logged")]
    [InlineData("/proc/sys/kernel/sched_rt_runtime_us")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/proc/sys/kernel/keys/maxkeys")]
    [InlineData("/proc/sys/user/max_user_namespaces")]
    [InlineData("/proc/irq/1/smp_affinity")]
    [InlineData("/proc/bus/pci/00/00.0")]
    [InlineData("/proc/fs/xfs/stat")]
    [InlineData("/proc/scsi/scsi")]
    [InlineData("/proc/mtrr")]
    [InlineData("/proc/kcore")]
    [InlineData("/proc/timer_stats")]
    [InlineData("/sys/kernel/uevent_helper")]
    [InlineData("/sys/kernel/debug/x")]
    [InlineData("/sys/firmware/efi/vars/x")]
    [InlineData("/sys/fs/bpf/x")]
    [InlineData("/sys/fs/fuse/connections/40/abort")]
    [InlineData("/sys/fs/selinux/enforce")]
    [InlineData("/sys/fs/cachefiles/x")]
    [InlineData("/sys/module/x/parameters/y")]
    [InlineData("/sys/class/net/eth0/mtu")]
    public void Text_FileOfTheKernelsOwn_CannotBeWritten(string path) => Assert.True(IsDenied(path, 'w'));

    [Theory]
    [InlineData("/proc/1/oom_score_adj")]
    [InlineData("/proc/4711/task/4712/comm")]
    [InlineData("/proc/7/attr/exec")]
    [InlineData("/proc/sys/kernel/sem")]
    [InlineData("/proc/sys/kernel/shmmax")]
    [InlineData("/proc/sys/kernel/shm_rmid_forced")]
    [InlineData("/proc/sys/kernel/msgmnb")]
    [InlineData("/sys/fs/cgroup/cgroup.procs")]
    [InlineData("/sys/fs/cgroup/a/b/memory.max")]
    [InlineData("/etc/passwd")]
    [InlineData("/srv/proc/sys/x")]
    [InlineData("/dev/shm/x")]
    public void Text_WhatIsTheContainersOwn_CanBeWritten(string path) => Assert.False(IsDenied(path, 'w'));

    [Theory]
    [InlineData("/proc/kcore", true)]
    [InlineData("/sys/firmware/acpi/tables/DSDT", true)]
    [InlineData("/sys/kernel/security/apparmor/profiles", true)]
    [InlineData("/sys/devices/virtual/powercap/intel-rapl/energy_uj", true)]
    [InlineData("/proc/meminfo", false)]
    [InlineData("/proc/sys/kernel/core_pattern", false)]
    [InlineData("/sys/class/net/eth0/mtu", false)]
    public void Text_WhatTellsOfTheNode_CannotBeRead(string path, bool isDenied) => Assert.Equal(isDenied, IsDenied(path, 'r'));

    private static bool IsDenied(string path, char access) =>
        Denials().Matches(AppArmorDefault.Text).Any(rule => rule.Groups[2].Value.Contains(access) && Regex.IsMatch(path, Pattern(rule.Groups[1].Value)));

    // apparmor.d(5), globbing: ** crosses directories; the text has no other wildcard.
    private static string Pattern(string glob) => "^" + glob.Replace(".", "\\.").Replace("**", ".*").Replace("{", "(?:").Replace("}", ")").Replace(",", "|") + "$";

    [GeneratedRegex(@"^\s*deny (/\S+) ([a-z]+),$", RegexOptions.Multiline)]
    private static partial Regex Denials();
}
