using CriSharp.Images.Registry;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

public sealed class ChallengeTests
{
    [Theory]
    [InlineData("""Basic realm="x" """, "Basic[realm=x]")]
    [InlineData("""Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/x:pull,push" """,
        "Bearer[realm=https://auth.docker.io/token|service=registry.docker.io|scope=repository:library/x:pull,push]")]
    [InlineData("""Bearer realm=https, Basic realm="b c" """, "Bearer[realm=https] Basic[realm=b c]")]
    [InlineData("""Bearer realm="a\"b" , error=invalid""", """Bearer[realm=a"b|error=invalid]""")]
    [InlineData("Negotiate", "Negotiate[]")]
    [InlineData("Negotiate, Basic realm=x", "Negotiate[] Basic[realm=x]")]
    [InlineData("""Bearer realm="open""", "Bearer[realm=open]")]
    [InlineData("""Bearer realm="open\""", "Bearer[realm=open\\]")]
    [InlineData("realm=x", "")]
    [InlineData("Bearer realm=", "Bearer[realm=]")]
    [InlineData(",,,", "")]
    [InlineData("", "")]
    public void Parse_Header_GivesSchemesAndParameters(string header, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Challenge.Parse([header]).Select(challenge =>
            $"{challenge.Scheme}[{string.Join('|', challenge.Parameters.Select(pair => $"{pair.Key}={pair.Value}"))}]")));

    [Theory]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("localhost", true)]
    [InlineData("localhost:80", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("127.8.9.1", true)]
    [InlineData("10.0.0.1:5000", false)]
    [InlineData("localhost.example.com", false)]
    [InlineData("127.0.0.1.example.com", false)]
    public void IsLoopback_IsAboutTheHost(string authority, bool expected) => Assert.Equal(expected, RegistryHost.IsLoopback(authority));

    [Theory]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("docker.io", "docker.io")]
    [InlineData("https://Registry.Example:5000/v2/", "registry.example:5000")]
    [InlineData("127.0.0.1:5000", "127.0.0.1:5000")]
    public void Named_ServerAddress_IsTheRegistrysName(string address, string expected) => Assert.Equal(expected, RegistryHost.Named(address));
}
