using CriSharp.CriServer.Services;
using CriSharp.Failures;
using Xunit;

namespace CriSharp.Tests.CriServer.Services;

public sealed class AuthConfigsTests
{
    [Theory]
    [InlineData("bWU6c2VjcmV0", "me", "secret")] // me:secret
    [InlineData("bWU6YTpi", "me", "a:b")] // me:a:b
    [InlineData("bWU6", "me", "")] // me:
    public void ToCredentials_Auth_IsDecoded(string auth, string username, string password)
    {
        var credentials = AuthConfigs.ToCredentials(new Cri.AuthConfig { Auth = auth });

        Assert.Equal((username, password), (credentials.Username, credentials.Password));
    }

    [Theory]
    [InlineData("%%%%")]
    [InlineData("bWU=")] // me
    [InlineData("OnNlY3JldA==")] // :secret
    public void ToCredentials_MalformedAuth_IsRefusedWithoutTellingIt(string auth)
    {
        var failure = Assert.Throws<FailureException>(() => AuthConfigs.ToCredentials(new Cri.AuthConfig { Auth = auth }));

        Assert.Equal(FailureKind.InvalidArgument, failure.Kind);
        Assert.DoesNotContain(auth, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToCredentials_UsernameAndAuth_UsernameWins()
    {
        var credentials = AuthConfigs.ToCredentials(new Cri.AuthConfig { Username = "you", Password = "p", Auth = "bWU6c2VjcmV0" });

        Assert.Equal(("you", "p"), (credentials.Username, credentials.Password));
    }

    [Fact]
    public void ToString_Credentials_ShowNoSecret()
    {
        var credentials = AuthConfigs.ToCredentials(
            new Cri.AuthConfig { Username = "you", Password = "secret-1", IdentityToken = "secret-2", RegistryToken = "secret-3" });

        Assert.DoesNotContain("secret", credentials.ToString(), StringComparison.Ordinal);
    }
}
