using CriSharp.Failures;
using CriSharp.PodSandbox;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class VolumeLabelsTests
{
    private const string File = "system_u:object_r:container_file_t:s0:c1,c2";

    private readonly FakeSeLinux _seLinux = new();

    [Fact]
    public async Task Apply_VolumesThatAskForIt_GetTheContainersLabel()
    {
        await ApplyAsync("""
            {"mounts":[{"container_path":"/a","host_path":"/data/a","selinux_relabel":true},{"container_path":"/b","host_path":"/data/b"}]}
            """);

        Assert.Equal([("/data/a", File)], _seLinux.Labelled);
    }

    [Fact]
    public async Task Apply_LinkToWhatIsTheNodes_IsRefused()
    {
        var error = await Assert.ThrowsAsync<FailureException>(() =>
            ApplyAsync("""{"mounts":[{"container_path":"/a","host_path":"/data/link","selinux_relabel":true}]}""", source: "/usr"));

        Assert.Equal((FailureKind.InvalidArgument, 0), (error.Kind, _seLinux.Labelled.Count));
        Assert.Contains("mounts[0].selinux_relabel: /usr is the node's own", error.Message, StringComparison.Ordinal);
    }

    // Its copy is mounted only when the container starts.
    [Fact]
    public async Task Apply_VolumeWithMappedOwners_LabelsWhatIsOnTheNode()
    {
        await ApplyAsync(
            """
            {"mounts":[{"container_path":"/a","host_path":"/data/link","selinux_relabel":true,"uidMappings":[{"length":9}],"gidMappings":[{"length":9}]}]}
            """,
            source: "/data/a",
            mapped: new MappedMounts(new FakePodMounts(), null!, new NodePaths("/state", "/run")));

        Assert.Equal([("/data/a", File)], _seLinux.Labelled);
    }

    [Fact]
    public async Task Apply_TypeThatThePolicyDoesNotKnow_IsRefused() =>
        await Assert.ThrowsAsync<FailureException>(() => ApplyAsync(TestInput.InContext("""{"selinux_options":{"type":"unknown_t"}}""")));

    [Fact]
    public async Task Apply_WithoutSELinux_DoesNothing()
    {
        await new VolumeLabels(TestNode.Ordinary, _seLinux).ApplyAsync(
            TestInput.Of("""{"mounts":[{"container_path":"/a","host_path":"/data","selinux_relabel":true}]}"""));

        Assert.Empty(_seLinux.Labelled);
    }

    private Task ApplyAsync(string config, string? source = null, MappedMounts? mapped = null) => new VolumeLabels(TestNode.Confining, _seLinux).ApplyAsync(TestInput.Of(config) with
    {
        Mounts = [.. TestInput.Container(config).Mounts
            .Select(mount => new ResolvedMount(mount, source ?? mount.HostPath))
            .Select((mount, i) => mapped?.Resolve(ContainerId.New(), i, mount) ?? mount)],
        Sandbox = TestInput.Sandbox() with { Labels = new SeLinuxLabels("system_u:system_r:container_t:s0:c1,c2", File) },
    });
}
