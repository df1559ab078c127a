namespace CriSharp.Bench;

/// <summary>One pod with one container, step by step as the kubelet takes them.</summary>
internal sealed class BenchPod
{
    /// <summary>Ends at once when it is asked to; by its words the memory measurement knows it from the runtime's own processes.</summary>
    public const string Workload = "trap 'exit 0' TERM; while :; do sleep 86397 & wait; done";

    /// <summary>Where the container sees <see cref="Peer.LinesPath"/>.</summary>
    public const string LinesMount = "/lines";

    private const int StopSeconds = 10;

    private static int _last;

    private readonly Peer _peer;
    private readonly Cri.PodSandboxConfig _config;
    private string _podId = "";

    public BenchPod(Peer peer)
    {
        _peer = peer;
        var name = $"pod-{Interlocked.Increment(ref _last)}";
        var uid = Guid.NewGuid().ToString();
        _config = new Cri.PodSandboxConfig
        {
            Metadata = new() { Name = name, Namespace = Peer.Namespace, Uid = uid },
            Hostname = name,
            LogDirectory = Directory.CreateDirectory(Path.Join(peer.Directory, "logs", uid)).FullName,
            Labels = { ["io.kubernetes.pod.name"] = name, ["io.kubernetes.pod.namespace"] = Peer.Namespace, ["io.kubernetes.pod.uid"] = uid },
            Linux = new()
            {
                CgroupParent = $"/crisharp-bench/{peer.Name}/pod{uid}",
                SecurityContext = new() { NamespaceOptions = new() { Pid = Cri.NamespaceMode.Container } },
            },
        };
    }

    public string ContainerId { get; private set; } = "";

    public string LogPath => Path.Join(_config.LogDirectory, "container", "0.log");

    public async Task RunAsync() =>
        _podId = (await _peer.Runtime.RunPodSandboxAsync(new Cri.RunPodSandboxRequest { Config = _config })).PodSandboxId;

    public async Task CreateAsync(string script)
    {
        var request = new Cri.CreateContainerRequest
        {
            PodSandboxId = _podId,
            SandboxConfig = _config,
            Config = new()
            {
                Metadata = new() { Name = "container" },
                Image = new() { Image = _peer.Image },
                Command = { "/bin/sh", "-c", script },
                LogPath = "container/0.log",
                Mounts = { new Cri.Mount { HostPath = _peer.LinesPath, ContainerPath = LinesMount, Readonly = true } },
                Linux = new()
                {
                    Resources = new() { OomScoreAdj = 1000, CpuShares = 102, MemoryLimitInBytes = 256 << 20 },
                    SecurityContext = new() { NamespaceOptions = new() { Pid = Cri.NamespaceMode.Container } },
                },
            },
        };
        ContainerId = (await _peer.Runtime.CreateContainerAsync(request)).ContainerId;
    }

    public async Task StartAsync() => await _peer.Runtime.StartContainerAsync(new Cri.StartContainerRequest { ContainerId = ContainerId });

    public async Task ExecAsync()
    {
        var answer = await _peer.Runtime.ExecSyncAsync(new Cri.ExecSyncRequest { ContainerId = ContainerId, Cmd = { "/bin/true" }, Timeout = StopSeconds });
        if (answer.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_peer.Name}: exec of /bin/true ended with {answer.ExitCode}");
        }
    }

    public async Task<Cri.ContainerStatus> StatusAsync() =>
        (await _peer.Runtime.ContainerStatusAsync(new Cri.ContainerStatusRequest { ContainerId = ContainerId })).Status;

    public async Task StopContainerAsync() =>
        await _peer.Runtime.StopContainerAsync(new Cri.StopContainerRequest { ContainerId = ContainerId, Timeout = StopSeconds });

    public async Task RemoveContainerAsync() =>
        await _peer.Runtime.RemoveContainerAsync(new Cri.RemoveContainerRequest { ContainerId = ContainerId });

    public async Task StopAsync() => await _peer.Runtime.StopPodSandboxAsync(new Cri.StopPodSandboxRequest { PodSandboxId = _podId });

    public async Task RemoveAsync()
    {
        await _peer.Runtime.RemovePodSandboxAsync(new Cri.RemovePodSandboxRequest { PodSandboxId = _podId });
        Directory.Delete(_config.LogDirectory, recursive: true);
    }

    /// <summary>From a running container to nothing.</summary>
    public async Task TearDownAsync()
    {
        await StopContainerAsync();
        await RemoveContainerAsync();
        await StopAsync();
        await RemoveAsync();
    }
}
