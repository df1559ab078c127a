using CriSharp.PodSandbox;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Networking;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.Runtime.Security.SeLinux;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>What takes sandboxes and containers down, on real records with fake mechanisms below.</summary>
internal sealed class TestParts : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-parts-").FullName;
    private readonly IOptions<PodSandboxOptions> _options = Options.Create(new PodSandboxOptions());

    public TestParts() => NetworkReleases = new(Records.Database, Networks, Time, NullLogger<NetworkReleases>.Instance);

    public TestRecords Records { get; } = new();

    public FakeTime Time { get; } = new();

    public FakeKeeper Keeper { get; } = new();

    public FakeCgroups Cgroups { get; } = new();

    public FakeNetworks Networks { get; } = new();

    public FakeNamespaces Namespaces { get; } = new();

    public FakeOciRuntime Runtime { get; } = new();

    public FakePodMounts Mounts { get; } = new();

    public FakeSnapshots Snapshots { get; } = new();

    public EntityLocks Locks { get; } = new();

    public NetworkReleases NetworkReleases { get; }

    public NodePaths Paths => new(_directory, _directory);

    public RunMounts RunMounts => field ??= new(Snapshots, Mounts, new MappedMounts(Mounts, null!, Paths), Paths, Time);

    public ContainerTeardown ContainerTeardown => new(
        Records.Sandboxes, Runtimes, Targets, Cgroups, Snapshots, RunMounts, new ImageVolumes(null!, Snapshots, Mounts, Paths), Paths, _options, Time);

    public SandboxTeardown SandboxTeardown => new(
        Records.Sandboxes, Init, NetworkReleases, Namespaces, new SandboxFiles(Mounts, new HostSeLinux(), Paths, _options), Cgroups, Paths, _options, Time);

    public SandboxInit Init => new(
        Records.Sandboxes, Runtimes, Keeper, Namespaces, Paths, null!, Locks, _options, Time, NullLogger<SandboxInit>.Instance);

    public SandboxRuntimes Runtimes => new(Runtime, Cgroups, NullLogger<SandboxRuntimes>.Instance);

    private TargetNamespaces Targets => new(Records.Sandboxes, Records.Containers, Cgroups, Namespaces, Paths);

    public void Dispose()
    {
        NetworkReleases.Dispose();
        Records.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
