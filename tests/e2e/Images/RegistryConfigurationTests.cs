using System.Text;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Images;

/// <summary>What the node's own files say about registries: by which hosts they are served, and who asks.</summary>
public sealed class RegistryConfigurationTests(NodeFixture fixture, TestHost host) : NodeTests(fixture)
{
    private const string Registry = "crtest-mirrored.invalid";

    [Fact]
    public async Task Pull_OfARegistryWithAMirror_ComesFromTheMirrorUnderTheRegistrysName()
    {
        Mirror(Registry, host.Plain.Address);

        Assert.Equal(Node.BusyboxId, await Node.PullAsync($"{Registry}/busybox:latest"));

        Assert.Contains($"{Registry}/busybox:latest", (await StatusAsync(Node.BusyboxId)).RepoTags);
    }

    [Fact]
    public async Task Pull_OfWhatNoHostHas_TellsWhatEachOfThemSaid()
    {
        Mirror(Registry, host.Plain.Address);

        var failure = await Failures.ExpectAsync($"pull {Registry}/no-such-image:1: ", () => Asking($"{Registry}/no-such-image:1"));

        Assert.Contains($"mirror {host.Plain.Address}: not found, registry answered 404", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains($"registry {Registry}: look up {Registry}: no such host", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WithoutCredentials_HasTheNodesOwn()
    {
        var repository = $"unique-{Guid.NewGuid():n}";
        await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "tag");
        var reference = $"{host.Guarded.Address}/{repository}:tag";
        await Failures.ExpectAsync("denied, registry answered 401 to anonymous", () => Asking(reference));

        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestHost.RegistryUser}:{TestHost.RegistryPassword}"));
        await File.WriteAllTextAsync(Node.Directories.Credentials, $$"""{"auths": {"{{host.Guarded.Address}}": {"auth": "{{secret}}"} } }""");
        var id = await Node.PullAsync(reference);

        await Node.Images.RemoveImageAsync(new() { Image = new() { Image = id } });
    }

    private void Mirror(string registry, string mirror) => File.WriteAllText(
        Path.Combine(Directory.CreateDirectory(Path.Combine(Node.Directories.Hosts, registry)).FullName, "hosts.toml"),
        $"""
        [host."http://{mirror}"]
          capabilities = ["pull", "resolve"]
        """);

    private AsyncUnaryCall<Cri.PullImageResponse> Asking(string reference) => Node.Images.PullImageAsync(new() { Image = new() { Image = reference } });

    private async Task<Cri.Image> StatusAsync(string image) => (await Node.Images.ImageStatusAsync(new() { Image = new() { Image = image } })).Image;
}
