using System.Threading.Channels;
using CriSharp.Runtime.Cgroups;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Cgroups that hold nothing: they tell which were killed.</summary>
internal sealed class FakeCgroups : ICgroups
{
    private readonly Channel<string> _killed = Channel.CreateUnbounded<string>();

    public CgroupVersion Version => CgroupVersion.Unified;

    /// <summary>The next cgroup killed, waited for.</summary>
    public ValueTask<string> NextKillAsync(CancellationToken cancellationToken) => _killed.Reader.ReadAsync(cancellationToken);

    public bool Exists(string path) => true;

    public void Create(string path)
    {
    }

    public void Remove(string path)
    {
    }

    public OomCounterFiles? OomCounterFiles(string path) => null;

    public Task KillAsync(string path, CancellationToken cancellationToken) => _killed.Writer.WriteAsync(path, cancellationToken).AsTask();

    public IReadOnlyList<int> Processes(string path) => [];
}
