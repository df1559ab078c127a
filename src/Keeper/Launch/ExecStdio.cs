using CriSharp.Linux.Descriptors;
using KeeperProtocol.V1;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Keeper.Launch;

/// <summary>The stdio of an exec: what the caller sent, else /dev/null.</summary>
internal sealed class ExecStdio : IDisposable
{
    private ExecStdio(SafeFileHandle stdin, SafeFileHandle stdout, SafeFileHandle stderr)
    {
        Stdin = stdin;
        Stdout = stdout;
        Stderr = stderr;
    }

    internal SafeFileHandle Stdin { get; }

    internal SafeFileHandle Stdout { get; }

    internal SafeFileHandle Stderr { get; }

    /// <summary>How many descriptors come with a request.</summary>
    internal static int Count(Exec request) => (request.Stdin ? 1 : 0) + (request.Stdout ? 1 : 0) + (request.Stderr ? 1 : 0);

    /// <summary>Takes over the descriptors, as many as <see cref="Count"/> says.</summary>
    internal static ExecStdio Of(Exec request, IReadOnlyList<SafeFileHandle> sent)
    {
        List<SafeFileHandle> owned = [.. sent];
        var next = 0;
        try
        {
            return new ExecStdio(Take(request.Stdin), Take(request.Stdout), Take(request.Stderr));
        }
        catch
        {
            owned.ForEach(descriptor => descriptor.Dispose());
            throw;
        }

        SafeFileHandle Take(bool isSent)
        {
            if (isSent)
            {
                return sent[next++];
            }

            var nothing = Descriptor.OpenNull();
            owned.Add(nothing);
            return nothing;
        }
    }

    public void Dispose()
    {
        Stdin.Dispose();
        Stdout.Dispose();
        Stderr.Dispose();
    }
}
