using System.Threading.Channels;
using CriSharp.Linux;
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

    /// <summary>How many of the next kills do not come to an end by themselves.</summary>
    public int Unkillable { get; set; }

    /// <summary>How many of the next kills fail.</summary>
    public int Failures { get; set; }

    public List<string> Thawed { get; } = [];

    public void Thaw(string path) => Thawed.Add(path);

    public async Task KillAsync(string path, CancellationToken cancellationToken)
    {
        await _killed.Writer.WriteAsync(path, cancellationToken);
        if (Failures-- > 0)
        {
            throw new IOException("no space left on device");
        }

        if (Unkillable-- > 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    /// <summary>Processes in every cgroup.</summary>
    public List<int> Members { get; } = [];

    /// <summary>Control files by their names, the same in every cgroup; what is not there is not there.</summary>
    public Dictionary<string, string> Files { get; } = [];

    /// <summary>Files that refuse what is written to them.</summary>
    public HashSet<string> Refusing { get; } = [];

    public IReadOnlyList<int> Processes(string path) => Members;

    public string? Read(string path, string controller, string file) => Files.GetValueOrDefault(file);

    public void Write(string path, CgroupSetting setting)
    {
        if (Refusing.Contains(setting.File) || !Files.ContainsKey(setting.File))
        {
            throw new LinuxException("write", $"{setting.Value} to {setting.File}", Errno.InvalidArgument);
        }

        Files[setting.File] = setting.Value;
    }
}
