using CriSharp.PodSandbox;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class MappedMountsTests : IDisposable
{
    private const string Mappings = """
        "uidMappings":[{"host_id":65536,"length":65536}],"gidMappings":[{"host_id":65536,"length":65536}]
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-mapped-").FullName;
    private readonly TestRecords _records = new();
    private readonly FakePodMounts _mounts = new();

    public void Dispose()
    {
        _records.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    // Between creation and start, and a restart of the daemon, a link can be pointed elsewhere.
    [Fact]
    public async Task Attach_PathWithLinks_MountsWhatItMeantWhenTheContainerWasCreated()
    {
        var paths = new NodePaths(_directory, _directory);
        var config = TestInput.Container($$"""
            {"mounts":[{"container_path":"/plain","host_path":"/b"},{"container_path":"/a","host_path":"/data/link",{{Mappings}}}]}
            """);
        var mapped = new MappedMounts(_mounts, null!, paths);
        var sandbox = Sandbox(config);
        var container = Fakes.Records.Container(sandbox, "main") with { Config = config };
        var resolved = config.Mounts.Select((mount, i) => mapped.Resolve(container.Id, i, new ResolvedMount(mount, i == 0 ? "/b" : "/data/real"))).ToList();
        _records.Sandboxes.Save(sandbox);
        _records.Containers.Save(container with { Facts = container.Facts with { MappedVolumes = MappedMounts.Of(resolved) } });
        Directory.CreateDirectory(paths.Bundle(container.Id));
        _records.Reopen();

        await mapped.AttachAsync(_records.Containers.Find(container.Id)!, sandbox);

        var bind = Assert.Single(_mounts.Mapped);
        Assert.Equal(("/data/real", resolved[1].Source), (bind.Source, bind.Target));
    }

    // The pod maps as its volumes do.
    private static SandboxRecord Sandbox(Cri.ContainerConfig config)
    {
        var sandbox = Fakes.Records.Sandbox("mapped");
        var options = new Cri.UserNamespace { Mode = Cri.NamespaceMode.Pod, Uids = { config.Mounts[1].UidMappings }, Gids = { config.Mounts[1].GidMappings } };
        sandbox.Config.Linux = new Cri.LinuxPodSandboxConfig
        {
            SecurityContext = new Cri.LinuxSandboxSecurityContext { NamespaceOptions = new Cri.NamespaceOption { UsernsOptions = options } },
        };
        return sandbox with { Facts = sandbox.Facts with { Namespaces = sandbox.Facts.Namespaces with { User = "/pinned/user" } } };
    }
}
