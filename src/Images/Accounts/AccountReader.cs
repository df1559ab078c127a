using CriSharp.Failures;
using CriSharp.Images.Snapshots;
using CriSharp.Images.Store;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Threads;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Images.Accounts;

/// <summary>
/// Reads the accounts of an image through an overlay of its layers, mounted where only the reading thread can see it, so that it is gone
/// with that thread. Links in the image lead nowhere else: the image is the root of the walk.
/// </summary>
internal static class AccountReader
{
    private const int LongestFile = 1024 * 1024;

    internal static Task<ImageAccounts> ReadAsync(StorePaths paths, IReadOnlyList<Layer> lowers) => DedicatedThread.RunAsync("read accounts", () =>
    {
        ThreadFileContext.SeparateMounts();
        MountPoint.MakeSlave("/", recursive: true); // private, this copy would keep busy what the node unmounts
        ThreadFileContext.ChangeDirectory(paths.Layers);
        MountPoint.Overlay(paths.View, OverlayMount.ReadOnlyOptions(lowers), MountModes.ReadOnly);
        using var root = Open.Directory(paths.View);
        return new ImageAccounts(AccountFiles.Users(Read(root, "etc/passwd"u8)), AccountFiles.Groups(Read(root, "etc/group"u8)));
    });

    private static byte[] Read(SafeFileHandle root, ReadOnlySpan<byte> path)
    {
        var rules = ResolveModes.InRoot | ResolveModes.NoMagicLinks | ResolveModes.NoOtherMounts;
        // What looks like a file may be a pipe that nobody writes, or a terminal.
        var errno = Open.TryWithin(root, path, OpenModes.ReadOnly | OpenModes.NonBlocking | OpenModes.NoTerminal, rules, out var file);
        using (file)
        {
            if (errno is Errno.NoEntry or Errno.NotDirectory)
            {
                return [];
            }

            var name = System.Text.Encoding.UTF8.GetString(path);
            if (errno != Errno.None)
            {
                throw new FailureException(FailureKind.Unknown, $"/{name} of the image cannot be opened: {new LinuxException("openat2", name, errno).Message}");
            }

            var status = FileStatus.Of(file);
            return status.Kind != FileKind.Regular ? throw new FailureException(FailureKind.Unknown, $"/{name} of the image is not a file")
                : status.SizeBytes > LongestFile ? throw new FailureException(FailureKind.Unknown, $"/{name} of the image is longer than {LongestFile} bytes")
                : Content(file, (int)status.SizeBytes);
        }
    }

    private static byte[] Content(SafeFileHandle file, int size)
    {
        var content = new byte[size];
        var length = 0;
        for (int read; length < size && (read = RandomAccess.Read(file, content.AsSpan(length), length)) > 0; length += read)
        {
        }

        return content[..length];
    }
}
