using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Leftovers;

namespace CriSharp.Tests.e2e.Node;

/// <summary>A daemon and its keeper with everything of their own: sockets, state, network, control groups.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly NodeLeftovers _leftovers;
    private HashSet<string> _baseline = [];
    private DaemonProcess? _daemon;

    private TestNode(TestHost host)
    {
        Host = host;
        Names = NodeNames.Next();
        Directories = new NodeDirectories(Names.Directory);
        _leftovers = new NodeLeftovers(Names, Directories);
        Client = new CriClient(Directories.Socket);
    }

    public TestHost Host { get; }

    public NodeNames Names { get; }

    public NodeDirectories Directories { get; }

    public CriClient Client { get; }

    public Cri.RuntimeService.RuntimeServiceClient Runtime => Client.Runtime;

    public Cri.ImageService.ImageServiceClient Images => Client.Images;

    public int DaemonPid => _daemon!.Pid;

    /// <summary>The image every node has from the start.</summary>
    public string BusyboxId { get; private set; } = "";

    /// <summary>Starts a node on which busybox is there and nothing runs.</summary>
    /// <param name="host">The registries.</param>
    /// <param name="cgroupDriver">The configuration's.</param>
    /// <param name="more">Lines for the end of the configuration.</param>
    public static async Task<TestNode> StartAsync(TestHost host, string cgroupDriver = "cgroupfs", string more = "")
    {
        var node = Configure(host, cgroupDriver, more);
        try
        {
            await node.StartDaemonAsync();
            node.BusyboxId = await node.PullAsync(host.Busybox);
            node._baseline = [.. node._leftovers.Look()];
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>A node whose daemon is not started yet.</summary>
    public static TestNode Configure(TestHost host, string cgroupDriver = "cgroupfs", string more = "")
    {
        var node = new TestNode(host);
        node.Directories.Create();
        node.Reconfigure(more, cgroupDriver);
        File.WriteAllText(Path.Combine(node.Directories.Network, "10-crtest.conflist"), NodeConfiguration.Bridge(node.Names, node.Directories));
        return node;
    }

    /// <summary>Writes the configuration that the daemon reads at its next start.</summary>
    public void Reconfigure(string more, string cgroupDriver = "cgroupfs") => File.WriteAllText(
        Directories.Configuration, NodeConfiguration.Daemon(Names, Directories, Host, cgroupDriver) + more + "\n");

    public async Task StartDaemonAsync() => _daemon = await DaemonProcess.StartAsync(Directories);

    /// <summary>After a test that failed half-way: the next one finds a daemon, and no pods.</summary>
    public async Task RecoverAsync()
    {
        if (_daemon is null)
        {
            await StartDaemonAsync();
        }

        await RemovePodsAsync();
    }

    /// <summary>Ends the daemon by a signal; containers and keeper stay.</summary>
    public async Task EndDaemonAsync(int signal = DaemonProcess.SigKill)
    {
        if (_daemon is { } daemon)
        {
            _daemon = null;
            await daemon.EndAsync(signal);
            daemon.Dispose();
        }
    }

    public async Task<string> PullAsync(string reference, Cri.AuthConfig? auth = null) =>
        (await Images.PullImageAsync(new() { Image = new() { Image = reference }, Auth = auth })).ImageRef;

    /// <summary>A pod on the node's network, or as configured.</summary>
    public async Task<TestPod> RunPodAsync(Cri.PodSandboxConfig? config = null, string runtimeHandler = "")
    {
        config ??= Pods.OnHostNetwork(this);
        var answer = await Runtime.RunPodSandboxAsync(new() { Config = config, RuntimeHandler = runtimeHandler });
        return new TestPod(this, config, answer.PodSandboxId);
    }

    /// <summary>What is there now and was not when the node had just started.</summary>
    public IReadOnlyList<string> Leftovers() => [.. _leftovers.Look().Where(found => !_baseline.Contains(found)).Order()];

    /// <summary>Stops and removes every pod.</summary>
    public async Task RemovePodsAsync()
    {
        foreach (var pod in (await Runtime.ListPodSandboxAsync(new())).Items)
        {
            await Runtime.StopPodSandboxAsync(new() { PodSandboxId = pod.Id });
            await Runtime.RemovePodSandboxAsync(new() { PodSandboxId = pod.Id });
        }
    }

    /// <summary>Copies the logs of daemon and keeper to where they are kept; returns the place.</summary>
    public string KeepLogs(string testName)
    {
        var place = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "e2e", testName)).FullName;
        foreach (var log in new[] { Directories.DaemonLog, Directories.KeeperLog }.Where(File.Exists))
        {
            File.Copy(log, Path.Combine(place, Path.GetFileName(log)), overwrite: true);
        }

        return place;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await EndDaemonAsync(DaemonProcess.SigTerm);
        await EarlierRun.ClearAsync(Names);
    }
}
