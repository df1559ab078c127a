namespace CriSharp.Runtime.Security;

/// <summary>
/// The system calls of Linux in three groups for <see cref="SeccompDefault"/>: what every container may use, what needs a capability, and
/// what none may use. clone, clone3, personality and socket are not here: their arguments decide.
/// Names of 32-bit architectures stand beside those of 64-bit ones; an architecture without a call ignores its name.
/// </summary>
internal static class SeccompCalls
{
    public static IReadOnlyList<string> Allowed { get; } =
    [
        // Files: open, read, write, move
        "open", "openat", "openat2", "creat", "close", "close_range", "read", "readv", "pread64", "preadv", "preadv2", "write", "writev",
        "pwrite64", "pwritev", "pwritev2", "lseek", "_llseek", "truncate", "truncate64", "ftruncate", "ftruncate64", "fallocate", "sendfile",
        "sendfile64", "copy_file_range", "splice", "tee", "vmsplice", "readahead", "fadvise64", "fadvise64_64", "sync", "syncfs", "fsync",
        "fdatasync", "sync_file_range", "dup", "dup2", "dup3", "fcntl", "fcntl64", "flock", "ioctl", "pipe", "pipe2", "umask", "memfd_create",
        "memfd_secret", "name_to_handle_at", "cachestat",

        // Files: names and directories
        "access", "faccessat", "faccessat2", "chdir", "fchdir", "getcwd", "getdents", "getdents64", "readdir", "mkdir", "mkdirat", "rmdir",
        "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat", "readlink", "readlinkat", "unlink", "unlinkat", "rename", "renameat",
        "renameat2",

        // Files: attributes
        "stat", "stat64", "fstat", "fstat64", "lstat", "lstat64", "newfstatat", "fstatat64", "oldstat", "oldfstat", "oldlstat", "statx",
        "statfs", "statfs64", "fstatfs", "fstatfs64", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "chown32", "fchown", "fchown32",
        "fchownat", "lchown", "lchown32", "utime", "utimes", "utimensat", "utimensat_time64", "futimesat", "getxattr", "lgetxattr",
        "fgetxattr", "getxattrat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "listxattr", "llistxattr", "flistxattr", "listxattrat",
        "removexattr", "lremovexattr", "fremovexattr", "removexattrat", "file_getattr", "file_setattr", "statmount", "listmount",
        "listns",

        // Waiting for descriptors, watching files
        "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64", "epoll_create", "epoll_create1", "epoll_ctl",
        "epoll_ctl_old", "epoll_wait", "epoll_wait_old", "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2", "signalfd", "signalfd4",
        "inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch", "fanotify_mark", "io_setup", "io_destroy", "io_submit",
        "io_cancel", "io_getevents", "io_pgetevents", "io_pgetevents_time64",

        // Memory
        "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "pkey_alloc", "pkey_free", "pkey_mprotect", "madvise", "mincore", "msync",
        "mlock", "mlock2", "mlockall", "munlock", "munlockall", "mseal", "membarrier", "map_shadow_stack", "remap_file_pages", "process_mrelease",

        // Processes and threads
        "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "waitpid", "getpid", "getppid", "gettid", "getpgid",
        "getpgrp", "setpgid", "getsid", "setsid", "set_tid_address", "set_thread_area", "get_thread_area", "arch_prctl", "modify_ldt", "prctl",
        "futex", "futex_time64", "futex_waitv", "futex_wait", "futex_wake", "futex_requeue", "set_robust_list", "get_robust_list", "rseq",
        "restart_syscall", "pidfd_open", "ptrace", "process_vm_readv", "process_vm_writev", "uprobe", "uretprobe",

        // Identity and confinement: only ever to less
        "getuid", "getuid32", "geteuid", "geteuid32", "getgid", "getgid32", "getegid", "getegid32", "getresuid", "getresuid32", "getresgid",
        "getresgid32", "getgroups", "getgroups32", "setuid", "setuid32", "setgid", "setgid32", "setreuid", "setreuid32", "setregid",
        "setregid32", "setresuid", "setresuid32", "setresgid", "setresgid32", "setfsuid", "setfsuid32", "setfsgid", "setfsgid32", "setgroups",
        "setgroups32", "capget", "capset", "seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
        "lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules",

        // Scheduling and limits
        "sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_setparam", "sched_getscheduler",
        "sched_setscheduler", "sched_getattr", "sched_setattr", "sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval",
        "sched_rr_get_interval_time64", "nice", "getpriority", "setpriority", "ioprio_get", "ioprio_set", "getcpu", "getrlimit", "ugetrlimit",
        "setrlimit", "prlimit64", "getrusage", "times",

        // Signals
        "kill", "tkill", "tgkill", "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "rt_sigaction", "rt_sigpending",
        "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaction", "sigaltstack", "signal",
        "sigpending", "sigprocmask", "sigreturn", "sigsuspend", "sgetmask", "ssetmask", "pause",

        // Time
        "time", "gettimeofday", "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "clock_nanosleep",
        "clock_nanosleep_time64", "nanosleep", "alarm", "getitimer", "setitimer", "timer_create", "timer_delete", "timer_getoverrun",
        "timer_gettime", "timer_gettime64", "timer_settime", "timer_settime64", "timerfd_create", "timerfd_gettime", "timerfd_gettime64",
        "timerfd_settime", "timerfd_settime64", "adjtimex", "clock_adjtime", "clock_adjtime64",

        // Sockets
        "socketcall", "socketpair", "bind", "connect", "listen", "accept", "accept4", "getsockname", "getpeername", "getsockopt", "setsockopt",
        "send", "sendto", "sendmsg", "sendmmsg", "recv", "recvfrom", "recvmsg", "recvmmsg", "recvmmsg_time64", "shutdown",

        // System V and POSIX communication
        "ipc", "msgctl", "msgget", "msgrcv", "msgsnd", "semctl", "semget", "semop", "semtimedop", "semtimedop_time64", "shmat", "shmctl",
        "shmdt", "shmget", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedreceive_time64", "mq_timedsend",
        "mq_timedsend_time64", "mq_unlink",

        // The system, and the C library's random numbers
        "uname", "olduname", "oldolduname", "sysinfo", "getrandom",

        // One architecture only
        "arm_fadvise64_64", "arm_sync_file_range", "sync_file_range2", "breakpoint", "cacheflush", "set_tls", "riscv_flush_icache",
        "riscv_hwprobe", "s390_pci_mmio_read", "s390_pci_mmio_write", "s390_runtime_instr", "s390_sthyi", "s390_guarded_storage",
    ];

    /// <summary>Allowed when the container has one of the capabilities; the kernel checks the capability again.</summary>
    public static IReadOnlyList<(IReadOnlyList<string> Capabilities, IReadOnlyList<string> Calls)> ByCapability { get; } =
    [
        (["CAP_DAC_READ_SEARCH"], ["open_by_handle_at"]),
        (["CAP_SYS_ADMIN"],
        [
            "mount", "umount", "umount2", "mount_setattr", "move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig", "fsmount", "fspick",
            "pivot_root", "setns", "unshare", "sethostname", "setdomainname", "fanotify_init", "quotactl", "quotactl_fd", "lookup_dcookie",
        ]),
        (["CAP_SYS_ADMIN", "CAP_BPF"], ["bpf"]),
        (["CAP_SYS_ADMIN", "CAP_PERFMON"], ["perf_event_open"]),
        (["CAP_SYS_ADMIN", "CAP_SYSLOG"], ["syslog"]),
        (["CAP_SYS_BOOT"], ["reboot"]),
        (["CAP_SYS_CHROOT"], ["chroot"]),
        (["CAP_SYS_MODULE"], ["init_module", "finit_module", "delete_module"]),
        (["CAP_SYS_NICE"], ["get_mempolicy", "set_mempolicy", "set_mempolicy_home_node", "mbind"]),
        (["CAP_SYS_PACCT"], ["acct"]),
        (["CAP_SYS_PTRACE"], ["kcmp", "pidfd_getfd", "process_madvise"]),
        (["CAP_SYS_RAWIO"], ["iopl", "ioperm"]),
        (["CAP_SYS_TIME"], ["settimeofday", "stime", "clock_settime", "clock_settime64"]),
        (["CAP_SYS_TTY_CONFIG"], ["vhangup"]),
    ];

    public static IReadOnlyList<string> Refused { get; } =
    [
        // The kernel's key rings are not namespaced
        "add_key", "request_key", "keyctl",

        // A second way into the kernel around this filter
        "io_uring_setup", "io_uring_enter", "io_uring_register",

        // Makes the kernel wait for a process: the lever of many exploits
        "userfaultfd",

        // The whole machine
        "kexec_load", "kexec_file_load", "swapon", "swapoff", "migrate_pages", "move_pages", "vm86", "vm86old", "nfsservctl",

        // Long gone or never there; known, so not ENOSYS by accident on a kernel that has them
        "_sysctl", "sysfs", "ustat", "uselib", "create_module", "get_kernel_syms", "query_module", "bdflush",
    ];
}
