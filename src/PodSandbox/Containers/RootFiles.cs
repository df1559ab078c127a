using System.Text;
using CriSharp.Images;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using CriSharp.PodSandbox.State;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// What is changed in a container's writable root before its OCI runtime gets it: a name for a user whom the image does not know, and a file
/// for the time zone to be bound on. The image chose what lies there: nothing but plain files is touched, and no link followed.
/// </summary>
internal static class RootFiles
{
    private const uint Readable = 0x1A4; // 0644

    private static readonly byte[] Passwd = "passwd"u8.ToArray();
    private static readonly byte[] LocalTime = "localtime"u8.ToArray();

    /// <param name="rootfs">Where the container's root is mounted; no process runs in it yet.</param>
    /// <param name="facts">What the container needs.</param>
    /// <param name="map">The root's mapping: on a mapped root only those it maps can make anything.</param>
    public static Task PrepareAsync(string rootfs, ContainerRecordFacts facts, IdMap? map)
    {
        if (facts is { PasswdEntry: null, BindsLocalTime: false })
        {
            return Task.CompletedTask;
        }

        return DedicatedThread.RunAsync("root files", () =>
        {
            if (map is not null)
            {
                ThreadIdentity.Become(map.RootUid, map.RootGid);
            }

            Prepare(rootfs, facts);
        });
    }

    private static void Prepare(string rootfs, ContainerRecordFacts facts)
    {
        using var root = Open.Directory(rootfs);
        var errno = Open.TryWithin(root, "etc"u8, OpenModes.Directory | OpenModes.NoFollow, ResolveModes.NoSymbolicLinks, out var directory);
        using (directory)
        {
            if (errno != Errno.None)
            {
                return;
            }

            if (facts.PasswdEntry is { } entry)
            {
                Append(directory, entry);
            }

            if (facts.BindsLocalTime)
            {
                Unlink(directory);
            }
        }
    }

    private static void Append(SafeFileHandle directory, string entry)
    {
        if (FileStatus.Of(directory, Passwd) is not { Kind: FileKind.Regular })
        {
            return;
        }

        // Opened for writing, it is copied up: the image's own stays as it is.
        using var file = Open.At(directory, Passwd, OpenModes.ReadWrite | OpenModes.NoFollow);
        var length = FileStatus.Of(file).SizeBytes;
        var line = Encoding.UTF8.GetBytes($"\n{entry}\n");
        var end = new byte[Math.Min(length, line.Length)];
        RandomAccess.Read(file, end, length - end.Length);
        if (end.Length >= line.Length - 1 && line.AsSpan().EndsWith(end))
        {
            return; // an earlier start that came to nothing has added it
        }

        var endsLine = length == 0 || end[^1] == (byte)'\n';
        RandomAccess.Write(file, line.AsSpan(endsLine ? 1 : 0), length);
    }

    // Most images have a link to the zone there. A bind on it would replace that zone's file, under its name, for everybody in the container.
    private static void Unlink(SafeFileHandle directory)
    {
        if (FileStatus.Of(directory, LocalTime) is { Kind: FileKind.SymbolicLink })
        {
            Entries.Check(Entries.TryUnlink(directory, LocalTime), "unlinkat", LocalTime);
            Open.At(directory, LocalTime, OpenModes.WriteOnly | OpenModes.Create | OpenModes.Exclusive, Readable).Dispose();
        }
    }
}
