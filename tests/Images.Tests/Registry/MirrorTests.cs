using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Tests.Images.Building;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

/// <summary>Pulls of <c>registry.test/app:1</c>, which two registries on loopback serve as <c>hosts.toml</c> says: a mirror and the registry itself.</summary>
[Trait("needs", "root")]
public sealed class MirrorTests : IAsyncLifetime
{
    private const string Registry = "registry.test:5000";
    private const string Reference = Registry + "/app:1";

    private static readonly TestImage Image = TestImage.Build((new TarBuilder().File("f", new string('x', 100_000)).Build(), Compression.None));

    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-hosts-").FullName;
    private FakeRegistry _mirror = null!;
    private FakeRegistry _server = null!;
    private TestStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_mirror, _server) = (await FakeRegistry.StartAsync(), await FakeRegistry.StartAsync());
        _store = await TestStore.OpenAsync(options =>
        {
            options.Registries.HostsDirectories.Add(_directory);
            options.Registries.StallTimeout = TimeSpan.FromSeconds(2);
            options.Registries.RetryDelay = TimeSpan.FromMilliseconds(10);
        });
        Write("");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _mirror.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Pull_MirrorHasTheImage_TheRegistryIsNotAsked()
    {
        _mirror.Add(Image, "app", "1");

        await PullAsync();

        Assert.Empty(_server.Requests);
        Assert.All(_mirror.Details, request => Assert.Equal("?ns=registry.test%3A5000", request.Query));
    }

    [Theory]
    [InlineData("_default")]
    [InlineData("registry.test_5000_")]
    public async Task Pull_DirectoryUnderAnotherName_IsFound(string name)
    {
        Directory.Delete(Path.Combine(_directory, Registry), recursive: true);
        Write("", name);
        _mirror.Add(Image, "app", "1");

        await PullAsync();

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Pull_MirrorWithoutTheImage_TheRegistryServesIt()
    {
        _server.Add(Image, "app", "1");

        await PullAsync();

        Assert.NotEmpty(_mirror.Requests);
    }

    [Fact]
    public async Task Pull_MirrorIsDown_TheRegistryServesIt()
    {
        await _mirror.DisposeAsync();
        _server.Add(Image, "app", "1");

        await PullAsync();
    }

    [Fact]
    public async Task Pull_MirrorStallsWithinABlob_TheRegistryServesTheRest()
    {
        _server.Add(Image, "app", "1");
        _mirror.Add(Image, "app", "1");
        var path = $"/v2/app/blobs/{Image.LayerDigests[0]}";
        _mirror.Before = async context =>
        {
            if (context.Request.Path != path)
            {
                return false;
            }

            context.Response.ContentLength = _mirror.Content(path).Length;
            await context.Response.Body.WriteAsync(_mirror.Content(path).AsMemory(0, 50_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        await PullAsync();

        Assert.Equal("bytes=50000-", Assert.Single(_server.Details).Headers.Range.ToString());
    }

    [Fact]
    public async Task Pull_MirrorThatMayOnlyPull_IsNotAskedForTags()
    {
        Write("capabilities = ['pull']");
        _server.Add(Image, "app", "1");
        _mirror.Add(Image, "app", "1");

        await PullAsync();

        Assert.Equal(["/v2/app/manifests/1"], _server.Requests);
        Assert.DoesNotContain("/v2/app/manifests/1", _mirror.Requests);
        Assert.NotEmpty(_mirror.Requests);
    }

    [Fact]
    public async Task Pull_HeadersOfAHost_GoToItAlone()
    {
        Write("header = { x-team = ['blue', 'green'] }");
        _server.Add(Image, "app", "1");

        await PullAsync();

        Assert.All(_mirror.Details, request => Assert.Equal("blue, green", request.Headers["x-team"].ToString()));
        Assert.All(_server.Details, request => Assert.False(request.Headers.ContainsKey("x-team")));
    }

    [Fact]
    public async Task Pull_Credentials_AreShownToTheRegistryAndToNoMirror()
    {
        _server.Add(Image, "app", "1");
        _mirror.Before = AsksForPassword;
        _server.Before = AsksForPassword;

        await PullAsync(new RegistryCredentials { Username = "u", Password = "p" });

        Assert.All(_mirror.Details, request => Assert.Equal("", request.Headers.Authorization.ToString()));
        Assert.Contains(_server.Details, request => request.Headers.Authorization.ToString() == "Basic dTpw");
    }

    [Fact]
    public async Task Pull_NobodyHasIt_TheErrorTellsWhatEachHostSaid()
    {
        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync());

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Equal(
            $"pull {Reference}: mirror {_mirror.Host}: not found, registry answered 404: manifest unknown; "
            + $"registry {_server.Host}: not found, registry answered 404: manifest unknown",
            error.Message);
    }

    [Fact]
    public async Task Pull_FileChangedBetweenTwoPulls_TakesEffect()
    {
        _mirror.Add(Image, "app", "1");
        await PullAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, Registry, "hosts.toml"), "serve = 'x'", Token);

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync());

        Assert.Equal(FailureKind.FailedPrecondition, error.Kind);
        Assert.StartsWith(
            $"pull {Reference}: registry configuration {_directory}/{Registry}/hosts.toml: line 1: there is no key \"serve\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_NoHostMayResolve_IsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, Registry, "hosts.toml"), "capabilities = ['pull']", Token);

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync());

        Assert.Equal($"pull {Reference}: the registry configuration has no host that may resolve a tag", error.Message);
    }

    private static async Task<bool> AsksForPassword(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return false;
        }

        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
        await context.Response.CompleteAsync();
        return true;
    }

    private void Write(string settingsOfMirror, string name = Registry) => File.WriteAllText(
        Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, name)).FullName, "hosts.toml"),
        $"""
        server = "http://{_server.Host}"

        [host."http://{_mirror.Host}"]
        {settingsOfMirror}
        """);

    private Task<ImageRecord> PullAsync(RegistryCredentials? credentials = null) =>
        _store.Images.PullAsync(new PullRequest(Reference, credentials), null, Token);
}
