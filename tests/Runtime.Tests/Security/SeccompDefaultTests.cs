using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.Runtime.Security;

public sealed class SeccompDefaultTests
{
    private const uint NotPermitted = 1;
    private const uint NotImplemented = 38;

    // Every system call of x86-64 that Linux 6.18 has (arch/x86/entry/syscalls/syscall_64.tbl), with those it has no more.
    private const string Linux618 =
        """
        read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn ioctl
        pread64 pwrite64 readv writev access pipe select sched_yield mremap msync mincore madvise shmget shmat shmctl dup dup2 pause
        nanosleep getitimer alarm setitimer getpid sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen
        getsockname getpeername socketpair setsockopt getsockopt clone fork vfork execve exit wait4 kill uname semget semop semctl
        shmdt msgget msgsnd msgrcv msgctl fcntl flock fsync fdatasync truncate ftruncate getdents getcwd chdir fchdir rename mkdir
        rmdir creat link unlink symlink readlink chmod fchmod chown fchown lchown umask gettimeofday getrlimit getrusage sysinfo times
        ptrace getuid syslog getgid setuid setgid geteuid getegid setpgid getppid getpgrp setsid setreuid setregid getgroups setgroups
        setresuid getresuid setresgid getresgid getpgid setfsuid setfsgid getsid capget capset rt_sigpending rt_sigtimedwait
        rt_sigqueueinfo rt_sigsuspend sigaltstack utime mknod uselib personality ustat statfs fstatfs sysfs getpriority setpriority
        sched_setparam sched_getparam sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min
        sched_rr_get_interval mlock munlock mlockall munlockall vhangup modify_ldt pivot_root _sysctl prctl arch_prctl adjtimex
        setrlimit chroot sync acct settimeofday mount umount2 swapon swapoff reboot sethostname setdomainname iopl ioperm create_module
        init_module delete_module get_kernel_syms query_module quotactl nfsservctl getpmsg putpmsg afs_syscall tuxcall security gettid
        readahead setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr
        fremovexattr tkill time futex sched_setaffinity sched_getaffinity set_thread_area io_setup io_destroy io_getevents io_submit
        io_cancel get_thread_area lookup_dcookie epoll_create epoll_ctl_old epoll_wait_old remap_file_pages getdents64 set_tid_address
        restart_syscall semtimedop fadvise64 timer_create timer_settime timer_gettime timer_getoverrun timer_delete clock_settime
        clock_gettime clock_getres clock_nanosleep exit_group epoll_wait epoll_ctl tgkill utimes vserver mbind set_mempolicy
        get_mempolicy mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr kexec_load waitid add_key request_key
        keyctl ioprio_set ioprio_get inotify_init inotify_add_watch inotify_rm_watch migrate_pages openat mkdirat mknodat fchownat
        futimesat newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat pselect6 ppoll unshare set_robust_list
        get_robust_list splice tee sync_file_range vmsplice move_pages utimensat epoll_pwait signalfd timerfd_create eventfd fallocate
        timerfd_settime timerfd_gettime accept4 signalfd4 eventfd2 epoll_create1 dup3 pipe2 inotify_init1 preadv pwritev
        rt_tgsigqueueinfo perf_event_open recvmmsg fanotify_init fanotify_mark prlimit64 name_to_handle_at open_by_handle_at
        clock_adjtime syncfs sendmmsg setns getcpu process_vm_readv process_vm_writev kcmp finit_module sched_setattr sched_getattr
        renameat2 seccomp getrandom memfd_create kexec_file_load bpf execveat userfaultfd membarrier mlock2 copy_file_range preadv2
        pwritev2 pkey_mprotect pkey_alloc pkey_free statx io_pgetevents rseq uretprobe uprobe pidfd_send_signal io_uring_setup
        io_uring_enter io_uring_register open_tree move_mount fsopen fsconfig fsmount fspick pidfd_open clone3 close_range openat2
        pidfd_getfd faccessat2 process_madvise epoll_pwait2 mount_setattr quotactl_fd landlock_create_ruleset landlock_add_rule
        landlock_restrict_self memfd_secret process_mrelease futex_waitv set_mempolicy_home_node cachestat fchmodat2 map_shadow_stack
        futex_wake futex_wait futex_requeue statmount listmount lsm_get_self_attr lsm_set_self_attr lsm_list_modules mseal setxattrat
        getxattrat listxattrat removexattrat open_tree_attr file_getattr file_setattr
        """;

    // Numbers that Linux never gave a meaning to.
    private const string Unimplemented = "afs_syscall getpmsg putpmsg security tuxcall vserver";

    [Fact]
    public void Calls_OfLinux618_AreAllDecided()
    {
        string[] byArgument = ["clone", "clone3", "personality", "socket"];
        string[] decided = [.. SeccompCalls.Allowed, .. SeccompCalls.ByCapability.SelectMany(entry => entry.Calls), .. SeccompCalls.Refused, .. byArgument];

        Assert.Empty(Words(Linux618).Except(Words(Unimplemented)).Except(decided));

        static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

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
