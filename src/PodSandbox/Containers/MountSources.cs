using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.Specs.Rules;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// What the host paths of one container's mounts mean on this node now: links are followed, and a path that is not there becomes a directory,
/// as both containerd and CRI-O have it, since pods with hostPath volumes of no type rely on it.
/// </summary>
internal sealed class MountSources
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    private IReadOnlyList<MountInfo>? _mounts;

    /// <summary>Finds the source of a mount.</summary>
    /// <exception cref="FailureException">
    /// InvalidArgument: it cannot be reached or made. FailedPrecondition: mounts cannot spread from or to where it is.
    /// </exception>
    public ResolvedMount Resolve(string field, Cri.Mount mount)
    {
        using var source = OpenOrMake($"{field}.host_path", mount.HostPath);
        RequirePropagation($"{field}.propagation", mount, source);
        var path = OpenedPath.Of(source);
        return new ResolvedMount(mount, path.StartsWith('/') ? path : mount.HostPath) // a namespace's file has no path
        {
            IsDirectory = FileStatus.Of(source).Kind == FileKind.Directory,
        };
    }

    private static SafeFileHandle OpenOrMake(string field, string path)
    {
        var errno = Open.TryReference(path, out var source);
        if (errno == Errno.NoEntry)
        {
            source.Dispose();
            MakeDirectory(field, path);
            errno = Open.TryReference(path, out source);
        }

        return errno == Errno.None ? source : throw Check.Refused(field, new LinuxException("open", path, errno).Message);
    }

    private static void MakeDirectory(string field, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Check.Refused(field, $"{path} is not there and cannot be made: {e.Message}", e);
        }
    }

    // rslave and rshared of a private mount would be taken by the kernel and do nothing.
    private void RequirePropagation(string field, Cri.Mount mount, SafeFileHandle source)
    {
        if (mount.Propagation == Cri.MountPropagation.PropagationPrivate)
        {
            return;
        }

        var host = MountOf(source);
        if (mount.Propagation == Cri.MountPropagation.PropagationBidirectional && !host.IsShared)
        {
            throw NotSpreading("a shared mount");
        }

        if (!host.IsShared && !host.IsSlave)
        {
            throw NotSpreading("a shared or slave mount");
        }

        FailureException NotSpreading(string needed) => Check.Failure(
            FailureKind.FailedPrecondition, field, $"path \"{mount.HostPath}\" is mounted on \"{host.MountPoint}\" but it is not {needed}");
    }

    private MountInfo MountOf(SafeFileHandle source)
    {
        var id = OpenedPath.MountId(source);
        _mounts ??= MountInfo.Read();
        if (_mounts.All(mount => mount.Id != id))
        {
            _mounts = MountInfo.Read(); // made since
        }

        return _mounts.First(mount => mount.Id == id);
    }
}
