namespace CriSharp.Linux.Proc;

/// <summary>
/// A line of <c>/proc/&lt;pid&gt;/mountinfo</c> (proc_pid_mountinfo(5)). <paramref name="Root"/> is the directory of the file system that is
/// mounted, <paramref name="Propagation"/> the optional fields (<c>shared:1 master:2</c>), <paramref name="Options"/> those of this mount and
/// <paramref name="SuperOptions"/> those of the file system.
/// </summary>
public sealed record MountPoint(
    int Id,
    int ParentId,
    string Root,
    string Path,
    string Options,
    string Propagation,
    string FileSystem,
    string Source,
    string SuperOptions);
