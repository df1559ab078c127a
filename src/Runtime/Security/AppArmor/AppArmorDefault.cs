namespace CriSharp.Runtime.Security.AppArmor;

/// <summary>
/// The AppArmor profile of containers that ask for no other one. It lets a container do what containers do, and keeps it from what reaches
/// the node past its namespaces: mounts, the kernel's switches in /proc and /sys, processes outside. It includes no file of the
/// distribution, so it is the same text on each, in the language of apparmor_parser 2.13 and later (apparmor.d(5)).
/// </summary>
public static class AppArmorDefault
{
    public const string Name = "crisharp-default";

    /// <summary>
    /// The profile. A pattern knows no "all but this": to leave one name out, each of its beginnings that goes on otherwise is denied.
    /// /proc/self is no name here, AppArmor sees the number it leads to.
    /// </summary>
    public const string Text =
        $$"""
        # Written by crisharpd; changes are lost. A profile of this name that is loaded already is left as it is.
        profile {{Name}} flags=(attach_disconnected,mediate_deleted) {
          file,
          network,
          unix,
          capability,
          umount,

          # The node stops containers and looks at them; containers do so among themselves, and not with the node's processes.
          signal (receive) peer=unconfined,
          signal (receive) peer=runc,
          signal (receive) peer=crun,
          signal (send, receive) peer={{Name}},
          ptrace (readby, tracedby),
          ptrace (read, trace) peer={{Name}},

          deny mount,
          deny pivot_root,

          # /proc: processes are written to; of all else only the System V limits, /proc/sys/kernel/{sem,shm*,msg*}.
          deny /proc/[^0-9s]** wl,
          deny /proc/s[^y]** wl,
          deny /proc/sy[^s]** wl,
          deny /proc/sys[^/]** wl,
          deny /proc/sys/[^k]** wl,
          deny /proc/sys/k[^e]** wl,
          deny /proc/sys/ke[^r]** wl,
          deny /proc/sys/kernel/[^sm]** wl,
          deny /proc/sys/kernel/s[^eh]** wl,
          deny /proc/sys/kernel/se[^m]** wl,
          deny /proc/sys/kernel/sh[^m]** wl,
          deny /proc/sys/kernel/m[^s]** wl,
          deny /proc/sys/kernel/ms[^g]** wl,
          deny /proc/{kcore,kmem,mem} rwkl,

          # /sys: only control groups.
          deny /sys/[^f]** wkl,
          deny /sys/f[^s]** wkl,
          deny /sys/fs/[^c]** wkl,
          deny /sys/fs/c[^g]** wkl,
          deny /sys/fs/cg[^r]** wkl,
          deny /sys/firmware/** r,
          deny /sys/devices/virtual/powercap/** r,
          deny /sys/kernel/security/** r,
        }

        """;
}
