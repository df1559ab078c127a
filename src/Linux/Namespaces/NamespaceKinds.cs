namespace CriSharp.Linux.Namespaces;

/// <summary>The kinds of namespaces(7), with the values of clone(2).</summary>
[Flags]
public enum NamespaceKinds
{
    None = 0,
    Mount = 0x0002_0000, // CLONE_NEWNS
    Cgroup = 0x0200_0000, // CLONE_NEWCGROUP
    Uts = 0x0400_0000, // CLONE_NEWUTS
    Ipc = 0x0800_0000, // CLONE_NEWIPC
    User = 0x1000_0000, // CLONE_NEWUSER
    Pid = 0x2000_0000, // CLONE_NEWPID
    Network = 0x4000_0000, // CLONE_NEWNET
}
