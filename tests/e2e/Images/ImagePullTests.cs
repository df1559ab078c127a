using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Images;

/// <summary>From a registry to the list of images, and away again.</summary>
public sealed class ImagePullTests(NodeFixture fixture, TestHost host) : NodeTests(fixture)
{
    private static string Unique => $"unique-{Guid.NewGuid():n}";

    [Fact]
    public async Task Pull_ByTag_IsListedUnderAllItsNames()
    {
        var (repository, tag) = (Unique, $"{host.Plain.Address}");
        var digest = await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "one");
        await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "two");
        var id = await Node.PullAsync($"{tag}/{repository}:one");
        Assert.Equal(id, await Node.PullAsync($"{tag}/{repository}:two"));

        var image = Assert.Single((await Node.Images.ListImagesAsync(new())).Images, each => each.Id == id);
        Assert.Equal([$"{tag}/{repository}:one", $"{tag}/{repository}:two"], image.RepoTags.Order());
        Assert.Equal([$"{tag}/{repository}@{digest}"], image.RepoDigests);
        Assert.True(image.Size > 0);
        foreach (var name in new[] { id, $"{tag}/{repository}:one", $"{tag}/{repository}@{digest}" })
        {
            Assert.Equal(image, await StatusAsync(name));
        }

        await RemoveAsync($"{tag}/{repository}:one");
        Assert.Null(await StatusAsync($"{tag}/{repository}:two"));
    }

    [Fact]
    public async Task Pull_ByDigest_HasNoTag()
    {
        var repository = Unique;
        var digest = await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "tag");

        var id = await Node.PullAsync($"{host.Plain.Address}/{repository}@{digest}");

        var image = await StatusAsync(id);
        Assert.Empty(image!.RepoTags);
        Assert.Equal([$"{host.Plain.Address}/{repository}@{digest}"], image.RepoDigests);
        await RemoveAsync(id);
    }

    [Fact]
    public async Task Pull_OfManyPlatforms_TakesThisOne()
    {
        Assert.Equal(Node.BusyboxId, await Node.PullAsync($"{host.Plain.Address}/platforms"));
        Assert.Contains($"{host.Plain.Address}/platforms:latest", (await StatusAsync(Node.BusyboxId))!.RepoTags);
    }

    [Fact]
    public async Task Pull_WithoutThisPlatform_SaysWhatThereIs()
    {
        var failure = await Failures.ExpectAsync("no linux/" + ImageSettings.HostArchitecture, () => PullAsync($"{host.Plain.Address}/foreign:latest"));
        Assert.Contains("linux/" + TestImages.ForeignPlatform.Architecture, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OverTls_WithAKnownAuthority()
    {
        var repository = Unique;
        await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "tag");

        var id = await Node.PullAsync($"{host.Secure.Address}/{repository}:tag");

        await RemoveAsync(id);
    }

    [Theory]
    [InlineData(TestHost.RegistryUser, TestHost.RegistryPassword, "", true)]
    [InlineData("", "", TestHost.RegistryUser + ":" + TestHost.RegistryPassword, true)]
    [InlineData(TestHost.RegistryUser, "wrong", "", false)]
    [InlineData("", "", "", false)]
    public async Task Pull_FromAGuardedRegistry_NeedsThePassword(string user, string password, string encoded, bool allowed)
    {
        var repository = Unique;
        await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "tag");
        var auth = new Cri.AuthConfig { Username = user, Password = password, Auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(encoded)) };
        var reference = $"{host.Guarded.Address}/{repository}:tag";

        if (allowed)
        {
            await RemoveAsync(await Node.PullAsync(reference, auth));
            return;
        }

        var failure = await Failures.ExpectAsync(reference, () => Node.Images.PullImageAsync(new() { Image = new() { Image = reference }, Auth = auth }));
        Assert.Contains("401", failure.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_TheSameAtOnce_JoinsOneOperation()
    {
        var repository = Unique;
        await host.Publisher.PushAsync(TestImages.Unique(repository), repository, "tag");

        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Node.PullAsync($"{host.Plain.Address}/{repository}:tag")));

        Assert.Single(ids.Distinct());
        await RemoveAsync(ids[0]);
    }

    [Theory]
    [InlineData("no-such-repository:latest", "no-such-repository")]
    [InlineData("busybox:no-such-tag", "no-such-tag")]
    [InlineData("busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000", "sha256:0000")]
    public async Task Pull_WhatIsNotThere_IsTold(string image, string named) =>
        await Failures.ExpectAsync(named, () => PullAsync($"{host.Plain.Address}/{image}"));

    [Fact]
    public async Task Pull_FromNoRegistry_IsRegistryUnavailable()
    {
        var failure = await Failures.ExpectAsync("127.0.0.1:1", () => PullAsync("127.0.0.1:1/image:tag"));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.StartsWith("RegistryUnavailable: ", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost/UPPER")]
    [InlineData("a/../b")]
    [InlineData("image:tag:tag")]
    public async Task Pull_AnImpossibleName_IsInvalid(string name) =>
        await Failures.ExpectAsync(StatusCode.InvalidArgument, () => PullAsync(name));

    [Fact]
    public async Task Pull_ADamagedLayer_IsRefusedAndLeavesNothing()
    {
        var repository = Unique;
        var image = TestImages.Unique(repository);
        await host.Publisher.PushAsync(image, repository, "tag");
        var blob = host.Plain.BlobPath(image.Layers[1].Digest);
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[^9] ^= 0x40;
        await File.WriteAllBytesAsync(blob, bytes);

        await Failures.ExpectAsync(image.Layers[1].Digest, () => PullAsync($"{host.Plain.Address}/{repository}:tag"));

        Assert.Null(await StatusAsync($"{host.Plain.Address}/{repository}:tag"));
    }

    [Fact]
    public async Task Remove_IsRepeatable_AndUnknownIsOk()
    {
        await RemoveAsync("never-heard-of-it");
        await RemoveAsync("sha256:0000000000000000000000000000000000000000000000000000000000000000");
    }

    [Fact]
    public async Task Remove_WhileAContainerUsesIt_LeavesTheContainerItsFiles()
    {
        var repository = Unique;
        await host.Publisher.PushAsync(TestImages.Unique("still here"), repository, "tag");
        var id = await Node.PullAsync($"{host.Plain.Address}/{repository}:tag");
        await using var pod = await Node.RunPodAsync();
        var container = await pod.StartAsync(Configs.Of(id, "sleep", "1000"));

        await RemoveAsync(id);

        Assert.Null(await StatusAsync(id));
        Assert.Equal("still here", (await container.ExecAsync("cat", "/unique")).Succeeded());
    }

    [Fact]
    public async Task ImageStatus_Absent_IsOkAndEmpty() => Assert.Null(await StatusAsync("no/such:image"));

    [Fact]
    public async Task List_Filter_IsAName()
    {
        var filtered = await Node.Images.ListImagesAsync(new() { Filter = new() { Image = new() { Image = host.Busybox } } });
        Assert.Equal([Node.BusyboxId], filtered.Images.Select(image => image.Id));

        var none = await Node.Images.ListImagesAsync(new() { Filter = new() { Image = new() { Image = "no/such:image" } } });
        Assert.Empty(none.Images);
    }

    [Fact]
    public async Task ImageFsInfo_GrowsWithAnImage()
    {
        var before = await FilesystemAsync();
        var repository = Unique;
        await host.Publisher.PushAsync(TestImages.Unique(new string('x', 1 << 20)), repository, "tag");
        var id = await Node.PullAsync($"{host.Plain.Address}/{repository}:tag");
        var with = await FilesystemAsync();
        await RemoveAsync(id);

        Assert.True(with.UsedBytes.Value >= before.UsedBytes.Value + (1 << 20));
        Assert.True(with.InodesUsed.Value > before.InodesUsed.Value);
        Assert.True(with.Timestamp > 0);
        Assert.True(Directory.Exists(with.FsId.Mountpoint));
    }

    [Theory]
    [InlineData("app", null, "app")]
    [InlineData("1000:50", 1000L, "")]
    public async Task User_OfTheImage_IsNameOrNumber(string user, long? uid, string name)
    {
        var repository = Unique;
        var image = BuiltImage.Of(new ImageSettings { Cmd = ["sh"], User = user }, (new LayerBuilder().File("etc/passwd", "").ToTar(), LayerCompression.Gzip));
        await host.Publisher.PushAsync(image, repository, "tag");
        var id = await Node.PullAsync($"{host.Plain.Address}/{repository}:tag");

        var status = (await StatusAsync(id))!;
        await RemoveAsync(id);

        Assert.Equal((uid, name), (status.Uid?.Value, status.Username));
    }

    private AsyncUnaryCall<Cri.PullImageResponse> PullAsync(string reference) => Node.Images.PullImageAsync(new() { Image = new() { Image = reference } });

    private async Task<Cri.Image?> StatusAsync(string name) => (await Node.Images.ImageStatusAsync(new() { Image = new() { Image = name } })).Image;

    private async Task RemoveAsync(string name) => await Node.Images.RemoveImageAsync(new() { Image = new() { Image = name } });

    private async Task<Cri.FilesystemUsage> FilesystemAsync() => (await Node.Images.ImageFsInfoAsync(new())).ImageFilesystems[0];
}
