using CriSharp.Runtime.Cgroups;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>A directory that has a cgroup's files in it and no kernel behind them.</summary>
internal sealed class FakeTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crtest-tree-").FullName;

    public FakeTree(string path, params (string File, string Text)[] files)
    {
        Group = Directory.CreateDirectory(_root + path).FullName;
        foreach (var (file, text) in files)
        {
            File.WriteAllText(Path.Join(Group, file), text);
        }

        Cgroups = new UnifiedCgroups(_root);
    }

    public string Group { get; }

    public ICgroups Cgroups { get; }

    // A file that is no cgroup's is not cut off by a shorter write.
    public string Text(string file) => File.ReadAllText(Path.Join(Group, file));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
