using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Tests.Images.Building;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CriSharp.Tests.Images.Store;

/// <summary>Pulls from a registry that misbehaves.</summary>
[Trait("needs", "root")]
public sealed class FlakyRegistryTests : IAsyncLifetime
{
    private static readonly byte[] Big = RandomContent(3_000_000);
    private static readonly byte[] Other = RandomContent(200_000);

    private FakeRegistry _registry = null!;
    private TestStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _store = await TestStore.OpenAsync(options =>
        {
            options.Registries.StallTimeout = TimeSpan.FromSeconds(1);
            options.Registries.RetryDelay = TimeSpan.FromMilliseconds(10);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_TransferThatBreaksOff_IsResumedWhereItStopped(bool supportsRange)
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        var ranges = new List<string>();
        var broken = 0;
        _registry.Before = async context =>
        {
            if (!IsBlob(context, image.LayerDigests[0]))
            {
                return false;
            }

            lock (ranges)
            {
                ranges.Add(context.Request.Headers.Range.ToString());
            }

            if (!supportsRange)
            {
                context.Request.Headers.Range = default;
            }

            return Interlocked.Increment(ref broken) <= 2 && await SendPartAsync(context, supportsRange, 500_000);
        };

        var record = await _store.Images.PullAsync(new PullRequest(reference), null, Token);

        await _store.MountedAsync(record, async root => Assert.Equal(Big, await File.ReadAllBytesAsync(Path.Combine(root, "big"), Token)));
        Assert.Equal(3, ranges.Count);
        Assert.StartsWith("bytes=", ranges[1], StringComparison.Ordinal);
        Assert.NotEqual("bytes=0-", ranges[2]);
    }

    [Fact]
    public async Task Pull_TransferThatStalls_IsResumed()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        var requests = 0;
        _registry.Before = async context =>
        {
            if (!IsBlob(context, image.LayerDigests[0]) || Interlocked.Increment(ref requests) > 1)
            {
                return false;
            }

            var content = _registry.Content(context.Request.Path!);
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        var record = await _store.Images.PullAsync(new PullRequest(reference), null, Token);

        Assert.Equal(image.ConfigDigest, record.Id);
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Pull_TransferThatAlwaysBreaks_EndsAndLeavesNothing()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        _registry.Before = async context => IsBlob(context, image.LayerDigests[0]) && await SendPartAsync(context, false, 10);

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest(reference), null, Token));

        Assert.Equal(FailureKind.RegistryUnavailable, error.Kind);
        Assert.Matches("broke off after|hung up", error.Message);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_PassingErrors_AreTriedAgain()
    {
        var reference = _registry.Add(Image(), "app", "1");
        var failures = 0;
        _registry.Before = context =>
        {
            if (context.Request.Path == "/v2/" || Interlocked.Increment(ref failures) > 2)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = failures == 1 ? 503 : 429;
            return Task.FromResult(true);
        };

        await _store.Images.PullAsync(new PullRequest(reference), null, Token);
    }

    [Fact]
    public async Task Pull_RegistryAlways503_SaysSo()
    {
        _registry.Before = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest($"{_registry.Host}/x:1"), null, Token));

        Assert.Equal(FailureKind.RegistryUnavailable, error.Kind);
        Assert.Equal($"pull {_registry.Host}/x:1: registry answered 503", error.Message);
    }

    [Fact]
    public async Task Pull_NothingListens_SaysSo()
    {
        var port = DockerRegistry.FreePort();

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest($"127.0.0.1:{port}/x:1"), null, Token));

        Assert.Equal(FailureKind.RegistryUnavailable, error.Kind);
        Assert.Equal($"pull 127.0.0.1:{port}/x:1: connect 127.0.0.1:{port}: connection refused", error.Message);
    }

    [Fact]
    public async Task Pull_NoSuchTag_GivesTheRegistrysWords()
    {
        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest($"{_registry.Host}/x:1"), null, Token));

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Equal($"pull {_registry.Host}/x:1: not found, registry answered 404: manifest unknown", error.Message);
    }

    [Fact]
    public async Task Pull_BlobWithOtherContent_IsRefusedAndLeavesNothing()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        var lie = new TarBuilder().File("big", Other).Build().Compress(Compression.Gzip);
        _registry.Before = async context =>
        {
            if (!IsBlob(context, image.LayerDigests[0]))
            {
                return false;
            }

            await context.Response.Body.WriteAsync(lie);
            return true;
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest(reference), null, Token));

        Assert.StartsWith($"pull {reference}: layer {image.LayerDigests[0]}: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Leftovers());
        Assert.Empty(_store.Images.List());
    }

    [Fact]
    public async Task Pull_CorruptBlobOfTheRightLength_IsSaidToHaveAnotherDigest()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        _registry.Before = async context =>
        {
            if (!IsBlob(context, image.LayerDigests[0]))
            {
                return false;
            }

            var content = _registry.Content(context.Request.Path!).ToArray();
            content[content.Length / 2] ^= 0xFF;
            await context.Response.Body.WriteAsync(content);
            return true;
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest(reference), null, Token));

        Assert.Contains("content with another digest", error.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_ConfigurationThatNamesOtherContent_IsRefused()
    {
        var tar = new TarBuilder().File("f", "x").Build();
        var config = TestImage.Config();
        config["rootfs"] = System.Text.Json.Nodes.JsonNode.Parse($$"""{"type":"layers","diff_ids":["{{TestImage.Digest([1])}}"]}""");
        var image = TestImage.BuildWithConfig(config, (tar, Compression.Gzip));

        var error = await Assert.ThrowsAsync<FailureException>(
            () => _store.Images.PullAsync(new PullRequest(_registry.Add(image, "app", "1")), null, Token));

        Assert.Contains("unpacks to other content than the image configuration says", error.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_ManifestWithOtherDigestThanAskedFor_IsRefused()
    {
        var image = Image();
        _registry.Add(image, "app", "1");
        var wanted = TestImage.Digest("other"u8.ToArray());
        _registry.AddManifest(image.Manifest, image.MediaType, "app", wanted);

        var error = await Assert.ThrowsAsync<FailureException>(
            () => _store.Images.PullAsync(new PullRequest($"{_registry.Host}/app@{wanted}"), null, Token));

        Assert.Contains("has not the digest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_EndlessManifest_IsCutOff()
    {
        _registry.Before = async context =>
        {
            if (context.Request.Path == "/v2/")
            {
                return false;
            }

            await context.Response.Body.WriteAsync(new byte[5 * 1024 * 1024]);
            return true;
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => _store.Images.PullAsync(new PullRequest($"{_registry.Host}/x:1"), null, Token));

        Assert.Contains("the manifest is longer than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_SameImageAtOnce_FetchesEachBlobOnce()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        var progress = new RecordedProgress();

        var records = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.Images.PullAsync(new PullRequest(reference), progress, Token)));

        Assert.All(records, record => Assert.Equal(image.ConfigDigest, record.Id));
        Assert.All(image.LayerDigests, digest => Assert.Equal(1, _registry.Count(digest)));
        Assert.Contains(progress.Seen, state => state.Phase == LayerPhase.Done && state.Digest == image.LayerDigests[0]);
    }

    [Fact]
    public async Task Pull_ImagesWithACommonLayerAtOnce_FetchItOnce()
    {
        var shared = new TarBuilder().File("big", Big).Build();
        var first = TestImage.Build((shared, Compression.Gzip), (new TarBuilder().File("a", "1").Build(), Compression.Gzip));
        var second = TestImage.Build((shared, Compression.Gzip), (new TarBuilder().File("b", "2").Build(), Compression.Gzip));
        string[] references = [_registry.Add(first, "first", "1"), _registry.Add(second, "second", "1")];

        await Task.WhenAll(references.Select(reference => _store.Images.PullAsync(new PullRequest(reference), null, Token)));

        Assert.Equal(1, _registry.Count(first.LayerDigests[0]));
        Assert.Equal(3, _store.LayerDirectories.Count);
        await _store.Images.RemoveAsync(references[0], Token);
        Assert.Equal(2, _store.LayerDirectories.Count);
        await _store.Images.RemoveAsync(references[1], Token);
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task Pull_CancelledByItsOnlyCaller_LeavesNothing()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        using var caller = new CancellationTokenSource();
        var arrived = StallAfterFirstBytes(image.LayerDigests[0]);

        var pull = _store.Images.PullAsync(new PullRequest(reference), null, caller.Token);
        await arrived.WaitAsync(Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Empty(_store.Leftovers());
        Assert.Empty(_store.Images.List());
    }

    [Fact]
    public async Task Pull_CancelledByOneOfTwo_GoesOnForTheOther()
    {
        var image = Image();
        var reference = _registry.Add(image, "app", "1");
        using var caller = new CancellationTokenSource();
        var goOn = new TaskCompletionSource();
        var arrived = StallAfterFirstBytes(image.LayerDigests[0], goOn.Task);

        var cancelled = _store.Images.PullAsync(new PullRequest(reference), null, caller.Token);
        var kept = _store.Images.PullAsync(new PullRequest(reference), null, Token);
        await arrived.WaitAsync(Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        goOn.SetResult();

        Assert.Equal(image.ConfigDigest, (await kept).Id);
        Assert.Equal(1, _registry.Count(image.LayerDigests[0]));
    }

    [Fact]
    public async Task Pull_SharedLayerFailsForTheOther_IsFetchedAgainForUs()
    {
        var shared = new TarBuilder().File("big", Big).Build();
        var first = TestImage.Build((shared, Compression.Gzip));
        var second = TestImage.Build((shared, Compression.Gzip));
        string[] references = [_registry.Add(first, "first", "1"), _registry.Add(second, "second", "1")];
        var goOn = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        _registry.Before = async context =>
        {
            if (!context.Request.Path.Value!.StartsWith("/v2/first/blobs/", StringComparison.Ordinal) || !IsBlob(context, first.LayerDigests[0]))
            {
                return false;
            }

            arrived.TrySetResult();
            await goOn.Task;
            context.Response.StatusCode = 403;
            return true;
        };

        var failing = _store.Images.PullAsync(new PullRequest(references[0]), null, Token);
        await arrived.Task.WaitAsync(Token);
        var progress = new RecordedProgress();
        var ours = _store.Images.PullAsync(new PullRequest(references[1]), progress, Token);
        await progress.FirstAsync(state => state.Phase == LayerPhase.Waiting).WaitAsync(Token);
        goOn.SetResult();

        await Assert.ThrowsAsync<FailureException>(() => failing);
        Assert.Equal(second.ConfigDigest, (await ours).Id);
    }

    private static TestImage Image() => TestImage.Build(
        (new TarBuilder().File("big", Big).Build(), Compression.Gzip), (new TarBuilder().File("other", Other).Build(), Compression.Gzip));

    private static bool IsBlob(HttpContext context, string digest) => context.Request.Path.Value!.EndsWith(digest, StringComparison.Ordinal);

    // Answers with some bytes and hangs up. The Range header is honoured if asked for.
    private async Task<bool> SendPartAsync(HttpContext context, bool supportsRange, int bytes)
    {
        var content = _registry.Content(context.Request.Path!);
        var from = supportsRange && context.Request.GetTypedHeaders().Range?.Ranges.First().From is { } start ? (int)start : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        await context.Response.Body.WriteAsync(content.AsMemory(from, bytes));
        await context.Response.Body.FlushAsync();
        context.Abort();
        return true;
    }

    // The task completes when the first bytes have been sent.
    private Task StallAfterFirstBytes(string digest, Task? until = null)
    {
        var arrived = new TaskCompletionSource();
        _registry.Before = async context =>
        {
            if (!IsBlob(context, digest))
            {
                return false;
            }

            var content = _registry.Content(context.Request.Path!);
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            arrived.TrySetResult();
            await (until ?? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
            if (until is not null)
            {
                await context.Response.Body.WriteAsync(content.AsMemory(100_000));
            }

            return true;
        };
        return arrived.Task;
    }

    private static byte[] RandomContent(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task Pull_ManifestOrErrorPageThatStalls_IsGivenUp(int status)
    {
        _registry.Before = async context =>
        {
            if (context.Request.Path == "/v2/")
            {
                return false;
            }

            context.Response.StatusCode = status;
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync("{"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        var error = await Assert.ThrowsAsync<FailureException>(
            () => _store.Images.PullAsync(new PullRequest($"{_registry.Host}/x:1"), null, Token).WaitAsync(TimeSpan.FromMinutes(1), Token));

        Assert.Equal(status == 200 ? FailureKind.RegistryUnavailable : FailureKind.NotFound, error.Kind);
        Assert.Contains(status == 200 ? "the transfer of the manifest broke off 4 times" : "registry answered 404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_JoinedLayerOfAPullThatHasGone_IsFetchedAgainForUs()
    {
        var shared = new TarBuilder().File("big", Big).Build();
        var first = TestImage.Build((shared, Compression.Gzip));
        var second = TestImage.Build((shared, Compression.Gzip));
        string[] references = [_registry.Add(first, "first", "1"), _registry.Add(second, "second", "1")];
        var goOn = new TaskCompletionSource();
        var requests = 0;
        _registry.Before = async context =>
        {
            if (!context.Request.Path.Value!.StartsWith("/v2/first/blobs/", StringComparison.Ordinal) || !IsBlob(context, first.LayerDigests[0]))
            {
                return false;
            }

            if (Interlocked.Increment(ref requests) > 1)
            {
                // The session that is asked to answer this has been closed.
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = "Basic realm=x";
                return true;
            }

            var content = _registry.Content(context.Request.Path!);
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, 500_000));
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            context.Abort();
            return true;
        };
        using var caller = new CancellationTokenSource();
        var progress = new RecordedProgress();

        var gone = _store.Images.PullAsync(new PullRequest(references[0]), progress, caller.Token);
        await progress.FirstAsync(state => state.Phase == LayerPhase.Downloading && state.Digest == first.LayerDigests[0]).WaitAsync(Token);
        var joined = new RecordedProgress();
        var ours = _store.Images.PullAsync(new PullRequest(references[1]), joined, Token);
        await joined.FirstAsync(state => state.Phase == LayerPhase.Downloading && state.Digest == first.LayerDigests[0]).WaitAsync(Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        goOn.SetResult();

        Assert.Equal(second.ConfigDigest, (await ours).Id);
    }
}
