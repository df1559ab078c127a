using System.Text;
using CriSharp.Failures;
using CriSharp.Linux.Files;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// The directories of a root file system that the kernel's file systems are mounted on. An image that has a link there would lead the OCI
/// runtime astray: runc 1.1 makes its links in <c>/dev</c> by path, on the host's side of the root.
/// </summary>
internal static class KernelDirectories
{
    private static readonly string[] Names = ["dev", "proc", "sys"];

    /// <summary>Refuses a root in which one of them is there and no directory.</summary>
    public static void Require(string rootfs)
    {
        using var root = Open.Directory(rootfs);
        if (Names.FirstOrDefault(name => FileStatus.Of(root, Encoding.UTF8.GetBytes(name)) is { Kind: not FileKind.Directory }) is { } wrong)
        {
            throw new FailureException(FailureKind.Unknown, $"/{wrong} of the image is no directory");
        }
    }
}
