using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Images.Import;

/// <summary>An archive that is a directory; nothing outside it is opened, whatever links it has.</summary>
internal sealed class DirectoryArchive(string path) : IImageArchive
{
    private readonly SafeFileHandle _root = Open.Directory(path);

    public Stream? TryOpen(string path)
    {
        var rules = ResolveModes.Beneath | ResolveModes.NoMagicLinks;
        var errno = Open.TryWithin(_root, Encoding.UTF8.GetBytes(path), OpenModes.ReadOnly | OpenModes.NonBlocking, rules, out var file);
        if (errno == Errno.None && FileStatus.Of(file).Kind == FileKind.Regular)
        {
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }

        file.Dispose();
        return errno is Errno.None or Errno.NoEntry or Errno.NotDirectory ? null : throw new LinuxException("openat2", path, errno);
    }

    public void Dispose() => _root.Dispose();
}
