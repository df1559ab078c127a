using CriSharp.Linux.Proc;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Files;

/// <summary>Where an open file is, as the kernel knows it now (proc_pid_fd(5), proc_pid_fdinfo(5)).</summary>
public static class OpenedPath
{
    /// <summary>A path that means the open file itself, to calls that take a path and follow links.</summary>
    public static string Reference(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    /// <summary>The absolute path without any link in it.</summary>
    public static string Of(SafeFileHandle file) => new FileInfo(Reference(file)).LinkTarget!;

    /// <summary>The id of the mount that the file was reached through: <see cref="Mounts.MountInfo.Id"/>.</summary>
    public static int MountId(SafeFileHandle file)
    {
        var text = File.ReadAllText($"/proc/self/fdinfo/{file.DangerousGetHandle()}");
        return int.Parse(ColonKeyedFile.Value(text, "mnt_id")!);
    }
}
