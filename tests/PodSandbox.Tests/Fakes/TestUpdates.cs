using CriSharp.PodSandbox;
using CriSharp.PodSandbox.Concurrency;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using CriSharp.Tests.PodSandbox.Specs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Updates of resources on real records and bundles, with the fakes' cgroups and OCI runtime; a version 2 node.</summary>
internal sealed class TestUpdates : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-updates-").FullName;
    private readonly NodePaths _paths;

    public TestUpdates(TestRecords records)
    {
        Records = records;
        _paths = new NodePaths(_directory, _directory);
        Bundles = new ContainerBundle(_paths);
    }

    public TestRecords Records { get; }

    public FakeCgroups Cgroups { get; } = new();

    public FakeOciRuntime Runtime { get; } = new();

    public FakeTime Time { get; } = new();

    public ContainerBundle Bundles { get; }

    public string ConfigurationOf(ContainerId id) => Path.Combine(_paths.Bundle(id), "config.json");

    public NodeFacts Node { get; } = TestNode.Ordinary;

    public FakeLog<UpdateUndo> UndoLog { get; } = new();

    public UpdateUndo Undo => new(Records.Containers, Bundles, Limits, Node, UndoLog);

    public UpdateContainerResources Update => new(
        Records.Containers, Bundles, Limits, Undo, Node, Locks, NullLogger<UpdateContainerResources>.Instance);

    public EntityLocks Locks { get; } = new();

    private RunningLimits Limits => new(
        Records.Sandboxes, new SandboxRuntimes(Runtime, Cgroups, NullLogger<SandboxRuntimes>.Instance), Cgroups, Node, Options.Create(new PodSandboxOptions()), Time);

    /// <summary>Records a container with these resources, and writes its bundle.</summary>
    public async Task<ContainerRecord> AddAsync(ContainerState state, string resources)
    {
        var config = TestInput.Container(TestInput.InResources(resources));
        var sandbox = Fakes.Records.Sandbox(Guid.NewGuid().ToString("N"));
        var container = Fakes.Records.Container(sandbox, "main", state) with { Config = config };
        Records.Sandboxes.Save(sandbox);
        Records.Containers.Save(container);
        Directory.CreateDirectory(_paths.Bundle(container.Id));
        await Bundles.WriteAsync(container.Id, CriSharp.PodSandbox.Specs.ContainerSpec.Build(TestInput.Of(config)));
        return container;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
