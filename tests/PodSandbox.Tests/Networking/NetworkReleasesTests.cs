using CriSharp.PodSandbox.Networking;
using CriSharp.Tests.PodSandbox.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Networking;

public sealed class NetworkReleasesTests : IDisposable
{
    private readonly TestRecords _records = new();
    private readonly FakeNetworks _networks = new();
    private readonly FakeTime _time = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task ReleaseAsync_PluginsWork_OwesNothing()
    {
        using var releases = Open();

        await releases.ReleaseAsync(FakeNetworks.Attachment("pod"));

        Assert.Equal("/run/ns/pod", (await _networks.NextDetachAsync(Test)).NamespacePath);
        Assert.Equal(0, releases.Owed);
    }

    [Fact(Timeout = 60_000)]
    public async Task ReleaseAsync_PluginsFail_ReturnsAndTriesAgainUntilTheyWork()
    {
        using var releases = Open();
        await releases.StartAsync(Test);
        _networks.Failure = "the network's daemon is away";

        await releases.ReleaseAsync(FakeNetworks.Attachment("pod"));
        await _networks.NextDetachAsync(Test);
        Assert.Equal(1, releases.Owed);
        Assert.Null((await _networks.NextDetachAsync(Test)).NamespacePath);

        _networks.Failure = null;
        await UntilReleasedAsync(releases);
        await releases.StopAsync(Test);
    }

    [Fact]
    public async Task Owed_AfterARestart_IsReleased()
    {
        using (var before = Open())
        {
            _networks.Failure = "no plugin";
            await before.ReleaseAsync(FakeNetworks.Attachment("pod"));
            await _networks.NextDetachAsync(Test);
        }

        _networks.Failure = null;
        _records.Reopen();
        using var after = Open();
        Assert.Equal(1, after.Owed);
        await after.StartAsync(Test);

        Assert.Equal("pod", (await _networks.NextDetachAsync(Test)).SandboxId);
        await after.StopAsync(Test);
        Assert.Equal(0, after.Owed);
    }

    private NetworkReleases Open() => new(_records.Database, _networks, _time, NullLogger<NetworkReleases>.Instance);

    // Each pause begins on another thread, after an attempt: time moves until one has succeeded.
    private async Task UntilReleasedAsync(NetworkReleases releases)
    {
        while (releases.Owed > 0)
        {
            Test.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMinutes(10));
            await Task.Yield();
        }
    }
}
