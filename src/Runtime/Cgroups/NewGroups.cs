using CriSharp.Linux;
using CriSharp.Linux.Cgroups;

namespace CriSharp.Runtime.Cgroups;

/// <summary>The groups that one call has made; they are removed again unless the call completes.</summary>
internal sealed class NewGroups : IDisposable
{
    private readonly Stack<string> _made = [];

    /// <summary>Makes the group if it does not exist.</summary>
    public void Make(string directory)
    {
        if (CgroupDirectory.Make(directory))
        {
            _made.Push(directory);
        }
    }

    /// <summary>The call has completed: nothing is removed.</summary>
    public void Keep() => _made.Clear();

    public void Dispose()
    {
        foreach (var directory in _made)
        {
            try
            {
                CgroupDirectory.Remove(directory);
            }
            catch (LinuxException e) when (e.Errno == Errno.Busy)
            {
                // Another call has made a group of its own in it meanwhile: it stays for that one.
            }
        }
    }
}
