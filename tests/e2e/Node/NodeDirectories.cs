namespace CriSharp.Tests.e2e.Node;

/// <summary>Where a node under test has its files, all below one directory of its own.</summary>
public sealed record NodeDirectories(string Root)
{
    public string State => Path.Combine(Root, "state");

    public string Run => Path.Combine(Root, "run");

    /// <summary>CNI configurations.</summary>
    public string Network => Path.Combine(Root, "cni");

    /// <summary>The host-local plugin's reservations.</summary>
    public string Addresses => Path.Combine(Root, "addresses");

    /// <summary>The kubelet's part: pod log directories.</summary>
    public string PodLogs => Path.Combine(Root, "pods");

    /// <summary>Files and directories that tests mount into containers.</summary>
    public string Volumes => Path.Combine(Root, "volumes");

    /// <summary>CDI files; what the second directory has wins.</summary>
    public string Cdi => Path.Combine(Root, "cdi");

    public string VolatileCdi => Path.Combine(Root, "volatile-cdi");

    /// <summary>A directory with a <c>hosts.toml</c> for each registry.</summary>
    public string Hosts => Path.Combine(Root, "certs.d");

    /// <summary>The node's own credentials, a file that is not there unless a test writes it.</summary>
    public string Credentials => Path.Combine(Root, "credentials.json");

    public string Socket => Path.Combine(Run, "crisharp.sock");

    public string DaemonLog => Path.Combine(Root, "crisharpd.log");

    public string KeeperLog => Path.Combine(Root, "crisharp-keeper.log");

    public string Configuration => Path.Combine(Root, "crisharp.yaml");

    public void Create()
    {
        foreach (var directory in new[] { State, Run, Network, PodLogs, Volumes, Cdi, VolatileCdi, Hosts })
        {
            Directory.CreateDirectory(directory);
        }
    }
}
