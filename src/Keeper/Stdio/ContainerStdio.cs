using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Stdio;

/// <summary>
/// What an OCI runtime's <c>create</c> gets as its stdio, and with it the container: pipes, for a socket breaks
/// programs that open /dev/stdout. With a terminal the container has that instead (<c>ConsoleListener</c>), and only
/// the runtime's own words come here.
/// </summary>
internal sealed class ContainerStdio : IDisposable
{
    private readonly Pipe? _stdin;
    private readonly Pipe _stdout;
    private readonly Pipe _stderr;
    private readonly SafeFileHandle? _nullInput;

    /// <param name="hasStdin">A pipe whose writing end stays open here; otherwise /dev/null.</param>
    internal ContainerStdio(bool hasStdin)
    {
        List<IDisposable> opened = [];
        try
        {
            opened.Add(_stdout = Pipe.Open());
            opened.Add(_stderr = Pipe.Open());
            PrepareOutput(_stdout);
            PrepareOutput(_stderr);
            _stdin = hasStdin ? Pipe.Open() : null;
            _nullInput = hasStdin ? null : Descriptor.OpenNull();
        }
        catch
        {
            opened.ForEach(pipe => pipe.Dispose()); // the limit of open files, most likely: not to be made worse
            throw;
        }
    }

    internal SafeFileHandle ChildStdin => _stdin?.Reader ?? _nullInput!;

    internal SafeFileHandle ChildStdout => _stdout.Writer;

    internal SafeFileHandle ChildStderr => _stderr.Writer;

    /// <summary>Where what is for the container's stdin is written; null without.</summary>
    internal SafeFileHandle? Stdin => _stdin?.Writer;

    internal SafeFileHandle Stdout => _stdout.Reader;

    internal SafeFileHandle Stderr => _stderr.Reader;

    /// <summary>
    /// Lets this user open the pipes by their names (<c>/dev/stdout</c>). An OCI runtime does it too, but in a user namespace it may not.
    /// </summary>
    internal void GiveTo(uint uid, uint gid)
    {
        foreach (var pipe in new[] { _stdin?.Reader, _stdout.Writer, _stderr.Writer }.OfType<SafeFileHandle>())
        {
            Attributes.SetOwner(pipe, uid, gid);
        }
    }

    /// <summary>The child has them now: a pipe ends only when nobody else holds its other end.</summary>
    internal void CloseChildEnds()
    {
        ChildStdin.Dispose();
        ChildStdout.Dispose();
        ChildStderr.Dispose();
    }

    public void Dispose()
    {
        CloseChildEnds();
        _stdin?.Dispose();
        _stdout.Dispose();
        _stderr.Dispose();
    }

    private static void PrepareOutput(Pipe pipe)
    {
        pipe.Grow(LogThread.ReadBytes);
        Descriptor.SetNonBlocking(pipe.Reader);
    }
}
