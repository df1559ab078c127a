using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Images.Registry.Credentials;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

public sealed class CredentialsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    // "dTpw" is u:p
    [InlineData("""{"auths":{"example.com":{"auth":"dTpw"}}}""", "u:p")]
    [InlineData("""{"auths":{"example.com":{"auth":"dTpwOnE="}}}""", "u:p:q")]
    [InlineData("""{"auths":{"https://example.com":{"username":"u","password":"p"}}}""", "u:p")]
    [InlineData("""{"auths":{"http://example.com/v1/":{"auth":"dTpw"}}}""", "u:p")]
    [InlineData("""{"auths":{"EXAMPLE.com":{"auth":"dTpw"}}}""", "u:p")]
    [InlineData("""{"auths":{"example.com/team":{"auth":"dTpw"},"example.com":{"username":"other"}}}""", "u:p")]
    [InlineData("""{"auths":{"example.com":{"username":"other"},"example.com/team/app":{"auth":"dTpw"}}}""", "u:p")]
    [InlineData("""{"auths":{"example.com/tea":{"username":"other"},"example.com/team/app/x":{"username":"other"}}}""", null)]
    [InlineData("""{"auths":{"example.com:5000":{"username":"other"},"sub.example.com":{"username":"other"}}}""", null)]
    [InlineData("""{"auths":{"example.com":{"identitytoken":"t"}},"credsStore":"pass"}""", ":")]
    [InlineData("""{"auths":null}""", null)]
    [InlineData("{}", null)]
    public void Find_Repository_TakesTheEntryThatNamesMostOfIt(string file, string? expected)
    {
        File.WriteAllText(_path, file);

        var found = new CredentialsFile(_path).Find("example.com", "team/app");

        Assert.Equal(expected, found is null ? null : $"{found.Username}:{found.Password}");
    }

    [Fact]
    public void Find_DockerHub_IsKnownByDockersName()
    {
        File.WriteAllText(_path, """{"auths":{"https://index.docker.io/v1/":{"auth":"dTpw","identitytoken":"i","registrytoken":"r"}}}""");

        var found = new CredentialsFile(_path).Find("docker.io", "library/busybox");

        Assert.Equal(new RegistryCredentials { Username = "u", Password = "p", IdentityToken = "i", RegistryToken = "r" }, found);
    }

    [Theory]
    [InlineData("not json", "not JSON as Docker writes it")]
    [InlineData("""{"auths":{"example.com":{"auth":"???"}}}""", "auth of example.com is not user:password in base64")]
    [InlineData("""{"auths":{"example.com":{"auth":"dQ=="}}}""", "auth of example.com is not user:password in base64")]
    public void Find_DamagedFile_IsToldWithoutItsContent(string file, string cause)
    {
        File.WriteAllText(_path, file);

        var error = Assert.Throws<FailureException>(() => new CredentialsFile(_path).Find("example.com", "app"));

        Assert.Equal($"credentials file {_path}: {cause}", error.Message);
    }

    [Fact]
    public void Find_NoFile_HasNothing()
    {
        Assert.Null(new CredentialsFile(_path + ".absent").Find("example.com", "app"));
        Assert.Null(new CredentialsFile(null).Find("example.com", "app"));
    }
}
