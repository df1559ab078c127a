using CriSharp.CriServer.Configuration;
using CriSharp.Linux.Files;

namespace CriSharp.CriServer;

/// <summary>The daemon's directories, and its claim on them: one daemon works on one state directory.</summary>
internal static class NodeDirectories
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Mapped users of a user namespace have to pass through to their own bundle, and see nothing on the way.
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Socket = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Makes the directories and clears the socket of a daemon that is gone. Dispose the answer when the daemon ends.</summary>
    /// <exception cref="IOException">Another daemon works here.</exception>
    public static IDisposable Prepare(DaemonOptions options)
    {
        Directory.CreateDirectory(options.StateDirectory, Passable);
        Directory.CreateDirectory(options.RuntimeDirectory, Passable);
        // The kernel tells mounts by their real paths: ours must be the same to be recognised.
        options.StateDirectory = RealPath(options.StateDirectory);
        options.RuntimeDirectory = RealPath(options.RuntimeDirectory);
        var claim = Claim(Path.Combine(options.StateDirectory, "lock"));
        Directory.CreateDirectory(Path.GetDirectoryName(options.Socket)!);
        File.Delete(options.Socket);
        Directory.CreateDirectory(Path.Combine(options.RuntimeDirectory, "tty"), Private);
        foreach (var runtime in options.Runtimes.Values)
        {
            Directory.CreateDirectory(runtime.Root, Private);
        }

        return claim;
    }

    /// <summary>Who may speak to the daemon is root on the node: only root and its group may connect.</summary>
    public static void RestrictSocket(DaemonOptions options) => File.SetUnixFileMode(options.Socket, Socket);

    private static string RealPath(string directory)
    {
        using var handle = Open.Directory(directory);
        return File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName;
    }

    private static FileStream Claim(string path)
    {
        try
        {
            // FileShare.None is a lock (flock(2)) that ends with the process, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"claim {path}: another crisharpd works on this state directory", e);
        }
    }
}
