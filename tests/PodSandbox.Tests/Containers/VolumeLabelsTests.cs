using CriSharp.Failures;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Specs;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class VolumeLabelsTests : IDisposable
{
    private const string File = "system_u:object_r:container_file_t:s0:c1,c2";

    private readonly string _top = Directory.CreateTempSubdirectory("crtest-volumes-").FullName;
    private readonly FakeSeLinux _seLinux = new();

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public async Task Apply_VolumesThatAskForIt_GetTheContainersLabel()
    {
        Directory.CreateDirectory(Path.Combine(_top, "a"));
        await ApplyAsync($$"""
            {"mounts":[{"container_path":"/a","host_path":"{{_top}}/a","selinux_relabel":true},{"container_path":"/b","host_path":"{{_top}}/b"}]}
            """);

        Assert.Equal([($"{_top}/a", File)], _seLinux.Labelled);
    }

    [Fact]
    public async Task Apply_LinkToWhatIsTheNodes_IsRefused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_top, "link"), "/usr");
        var error = await Assert.ThrowsAsync<FailureException>(() =>
            ApplyAsync($$"""{"mounts":[{"container_path":"/a","host_path":"{{_top}}/link","selinux_relabel":true}]}"""));

        Assert.Equal((FailureKind.InvalidArgument, 0), (error.Kind, _seLinux.Labelled.Count));
        Assert.Contains("mounts[0].selinux_relabel: /usr is the node's own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_TypeThatThePolicyDoesNotKnow_IsRefused() =>
        await Assert.ThrowsAsync<FailureException>(() => ApplyAsync(TestInput.InContext("""{"selinux_options":{"type":"unknown_t"}}""")));

    [Fact]
    public async Task Apply_WithoutSELinux_DoesNothing()
    {
        await new VolumeLabels(TestNode.Ordinary, _seLinux).ApplyAsync(
            TestInput.Of($$"""{"mounts":[{"container_path":"/a","host_path":"{{_top}}","selinux_relabel":true}]}"""));

        Assert.Empty(_seLinux.Labelled);
    }

    private Task ApplyAsync(string config) => new VolumeLabels(TestNode.Confining, _seLinux).ApplyAsync(TestInput.Of(config) with
    {
        Sandbox = TestInput.Sandbox() with { Labels = new SeLinuxLabels("system_u:system_r:container_t:s0:c1,c2", File) },
    });
}
