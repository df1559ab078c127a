using System.Text;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Tests.Images.Building;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

/// <summary>Who is told which secret: registry and token server are in the test.</summary>
[Trait("needs", "root")]
public sealed class RegistryAuthTests : IAsyncLifetime
{
    private static readonly TestImage Image = TestImage.Build((new TarBuilder().File("f", "x").Build(), Compression.Gzip));

    private FakeRegistry _registry = null!;
    private FakeRegistry _tokens = null!;
    private TestStore _store = null!;
    private string _reference = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _tokens = await FakeRegistry.StartAsync();
        _store = await TestStore.OpenAsync();
        _reference = _registry.Add(Image, "team/app", "1");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _tokens.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Pull_BearerByPassword_GetsATokenForThisRepositoryOnly()
    {
        var asked = RequireToken("secret-token");
        AnswerTokens(context => context.Request.Headers.Authorization == Basic("user", "pass") ? """{"token":"secret-token","expires_in":60}""" : null);

        var record = await PullAsync(new RegistryCredentials { Username = "user", Password = "pass" });

        Assert.Equal(Image.ConfigDigest, record.Id);
        Assert.Equal("repository:team/app:pull", asked[0].Query["scope"]);
        Assert.Equal("fake", asked[0].Query["service"]);
        Assert.Single(asked);
    }

    [Fact]
    public async Task Pull_BearerAnonymous_AsksWithoutPassword()
    {
        var asked = RequireToken("anonymous-token");
        AnswerTokens(context => context.Request.Headers.Authorization.Count == 0 ? """{"access_token":"anonymous-token"}""" : null);

        Assert.Equal(Image.ConfigDigest, (await PullAsync(null)).Id);
        Assert.Equal("GET", asked[0].Method);
    }

    [Fact]
    public async Task Pull_IdentityToken_IsExchangedByPost()
    {
        var asked = RequireToken("fresh");
        AnswerTokens(context => context.Request.Form["refresh_token"] == "identity" && context.Request.Form["grant_type"] == "refresh_token"
            ? """{"access_token":"fresh"}"""
            : null);

        Assert.Equal(Image.ConfigDigest, (await PullAsync(new RegistryCredentials { IdentityToken = "identity" })).Id);
        Assert.Equal("POST", asked[0].Method);
    }

    [Fact]
    public async Task Pull_RegistryToken_IsSentAsItIs()
    {
        RequireToken("given");

        Assert.Equal(Image.ConfigDigest, (await PullAsync(new RegistryCredentials { RegistryToken = "given" })).Id);
        Assert.Empty(_tokens.Requests);
    }

    [Theory]
    [InlineData("", "", "denied, registry answered 401 to anonymous: go away")]
    [InlineData("user", "", "denied, registry answered 401 to user user: go away")]
    [InlineData("user", "other.example", "denied, registry answered 401 to anonymous (the given credentials are for other.example): go away")]
    public async Task Pull_Denied_SaysAsWhom(string user, string server, string expected)
    {
        _registry.Before = async context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=x";
            await context.Response.WriteAsync("""{"errors":[{"code":"UNAUTHORIZED","message":"go away"}]}""");
            return true;
        };
        var credentials = user.Length > 0 ? new RegistryCredentials { Username = user, Password = "p", ServerAddress = server } : null;

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync(credentials));

        Assert.Equal($"pull {_reference}: {expected}", error.Message);
        Assert.DoesNotContain("\"p\"", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_BlobRedirectedToAnotherHost_DoesNotTellItTheToken()
    {
        RequireToken("secret-token");
        AnswerTokens(_ => """{"token":"secret-token"}""");
        await using var storage = await FakeRegistry.StartAsync();
        storage.Add(Image, "team/app", "1");
        var authorizations = new List<string>();
        storage.Before = context =>
        {
            lock (authorizations)
            {
                authorizations.Add(context.Request.Headers.Authorization.ToString());
            }

            return Task.FromResult(false);
        };
        var needsToken = _registry.Before;
        _registry.Before = async context =>
        {
            if (await needsToken(context))
            {
                return true;
            }

            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.Redirect($"http://{storage.Host}{context.Request.Path}");
            return true;
        };

        Assert.Equal(Image.ConfigDigest, (await PullAsync(new RegistryCredentials { Username = "user", Password = "pass" })).Id);
        Assert.Equal(2, authorizations.Count);
        Assert.All(authorizations, authorization => Assert.Empty(authorization));
    }

    [Theory]
    [InlineData("http://10.1.2.3/token", "no https address")]
    [InlineData("file:///etc/passwd", "no https address")]
    public async Task Pull_TokenServerThatIsNotSafe_GetsNothing(string realm, string problem)
    {
        _registry.Before = context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{realm}\"";
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync(new RegistryCredentials { Username = "user", Password = "pass" }));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://10.1.2.3/blob", "which is not https")]
    [InlineData("ftp://127.0.0.1/blob", "which is not https")]
    public async Task Pull_RedirectOutOfHttps_IsRefused(string location, string problem)
    {
        _registry.Before = context =>
        {
            context.Response.Redirect(location);
            return Task.FromResult(context.Request.Path != "/v2/");
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync(null));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_RedirectsInARing_End()
    {
        _registry.Before = context =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync(null));

        Assert.Contains("redirects more than", error.Message, StringComparison.Ordinal);
    }

    private Task<ImageRecord> PullAsync(RegistryCredentials? credentials) => _store.Images.PullAsync(new PullRequest(_reference, credentials), null, Token);

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    // The registry serves only who has this token; gives the list that requests to the token server are added to.
    private List<(string Method, IQueryCollection Query)> RequireToken(string token)
    {
        var asked = new List<(string, IQueryCollection)>();
        _registry.Before = context =>
        {
            if (context.Request.Headers.Authorization == $"Bearer {token}" || context.Request.Path == "/v2/")
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate =
                $"Bearer realm=\"http://{_tokens.Host}/token\",service=\"fake\",scope=\"repository:team/app:pull\"";
            return Task.FromResult(true);
        };
        _tokens.Before = context =>
        {
            asked.Add((context.Request.Method, context.Request.Query));
            return Task.FromResult(false);
        };
        return asked;
    }

    private void AnswerTokens(Func<HttpContext, string?> answer)
    {
        var record = _tokens.Before;
        _tokens.Before = async context =>
        {
            await record(context);
            if (context.Request.HasFormContentType)
            {
                await context.Request.ReadFormAsync();
            }

            var content = answer(context);
            context.Response.StatusCode = content is null ? 401 : 200;
            await context.Response.WriteAsync(content ?? "{}");
            return true;
        };
    }

    [Theory]
    [InlineData("Bearer realm=\"http://{0}/token\",service=\"evil\"")]
    [InlineData("Basic realm=\"evil\"")]
    public async Task Pull_RedirectTargetThatAsksForCredentials_GetsNone(string challenge)
    {
        await using var stranger = await FakeRegistry.StartAsync();
        var told = new List<string>();
        stranger.Before = context =>
        {
            lock (told)
            {
                told.Add($"{context.Request.Path} {context.Request.Headers.Authorization}");
            }

            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = string.Format(System.Globalization.CultureInfo.InvariantCulture, challenge, stranger.Host);
            return Task.FromResult(true);
        };
        _registry.Before = context =>
        {
            told.Add(context.Request.Headers.Authorization.ToString());
            context.Response.Redirect($"http://{stranger.Host}/elsewhere");
            return Task.FromResult(context.Request.Path != "/v2/");
        };

        var error = await Assert.ThrowsAsync<FailureException>(() => PullAsync(new RegistryCredentials { Username = "user", Password = "pass" }));

        Assert.Contains("denied, registry answered 401", error.Message, StringComparison.Ordinal);
        Assert.Equal("/elsewhere ", Assert.Single(told, line => line.Length > 0));
    }
}
