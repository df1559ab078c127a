using System.Text;
using CriSharp.Images.Registry.Hosts;
using CriSharp.Images.Toml;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

public sealed class HostsFileTests
{
    [Theory]
    [InlineData("", "https://example.com:5000/v2/ Resolve, Pull")]
    [InlineData("server = 'https://real.example.com'", "https://real.example.com/v2/ Resolve, Pull")]
    [InlineData("server = 'registry.local/team/v2'", "https://registry.local/team/v2/ Resolve, Pull")]
    [InlineData("server = 'localhost:5000'", "http://localhost:5000/v2/ Resolve, Pull")]
    [InlineData("[host.'https://mirror']", "https://mirror/v2/ Resolve, Pull|https://example.com:5000/v2/ Resolve, Pull")]
    [InlineData("[host.'https://mirror/api']\noverride_path = true\ncapabilities = ['pull']", "https://mirror/api/ Pull|https://example.com:5000/v2/ Resolve, Pull")]
    [InlineData("capabilities = ['push']\n[host.b]\n[host.a]\ncapabilities = []", "https://b/v2/ Resolve, Pull|https://a/v2/ None|https://example.com:5000/v2/ None")]
    public void Read_HostsAndServer_InTheOrderOfTheFile(string file, string expected) =>
        Assert.Equal(expected, string.Join('|', Read(file).Select(host => $"{host.Address} {host.Capabilities}")));

    [Fact]
    public void Read_DockerHub_IsServedElsewhere() =>
        Assert.Equal("https://registry-1.docker.io/v2/", Assert.Single(HostsFile.Read("docker.io", [], "/d")).Address.ToString());

    [Theory]
    [InlineData("ca = 'a.pem'", "/d/a.pem")]
    [InlineData("ca = ['a.pem', '/etc/b.pem']", "/d/a.pem /etc/b.pem")]
    public void Read_Authorities_AreRelativeToTheFile(string file, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(file)[0].CertificateAuthorities));

    [Theory]
    [InlineData("client = 'a.pem'", "/d/a.pem:")]
    [InlineData("client = ['a.pem', 'b.pem']", "/d/a.pem: /d/b.pem:")]
    [InlineData("client = [['a.crt', 'a.key'], ['b.pem', '']]", "/d/a.crt:/d/a.key /d/b.pem:")]
    [InlineData("client = [['a.pem'], 'b.pem']", "/d/a.pem: /d/b.pem:")]
    public void Read_ClientCertificates_InEveryForm(string file, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(file)[0].ClientCertificates.Select(client => $"{client.CertificateFile}:{client.KeyFile}")));

    [Fact]
    public void Read_HeadersAndTheRest_BelongToTheirHost()
    {
        var hosts = Read("""
            skip_verify = false
            [host."https://mirror"]
              skip_verify = true
              dial_timeout = "1m30s"
              [host."https://mirror".header]
                x-custom = ["one", "two"]
                authorization = "Basic abc"
            """);
        Assert.True(hosts[0].SkipVerify);
        Assert.Equal(TimeSpan.FromSeconds(90), hosts[0].DialTimeout);
        Assert.Equal("x-custom=one x-custom=two authorization=Basic abc", string.Join(' ', hosts[0].Headers.Select(header => $"{header.Key}={header.Value}")));
        Assert.False(hosts[1].SkipVerify);
        Assert.Empty(hosts[1].Headers);
    }

    [Theory]
    [InlineData("300ms", 300)]
    [InlineData("1.5s", 1500)]
    [InlineData("1h1m1s", 3_661_000)]
    public void Read_DialTimeout_IsADurationOfGo(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read($"dial_timeout = '{text}'")[0].DialTimeout);

    [Theory]
    [InlineData("servr = 'x'", "line 1", "servr")]
    [InlineData("server = 1", "line 1", "server")]
    [InlineData("server = 'ftp://x'", "line 1", "ftp://x")]
    [InlineData("server = 'https://user:pw@x'", "line 1", "user:pw@x")]
    [InlineData("host = 'x'", "line 1", "host")]
    [InlineData("\n[host]\nx = 1", "line 3", "x")]
    [InlineData("[host.x]\nskipverify = true", "line 2", "skipverify")]
    [InlineData("[host.x]\nserver = 'y'", "line 2", "server")]
    [InlineData("skip_verify = 'yes'", "line 1", "skip_verify")]
    [InlineData("capabilities = ['pul']", "line 1", "pul")]
    [InlineData("ca = [1]", "line 1", "ca")]
    [InlineData("client = [['a', 'b', 'c']]", "line 1", "client")]
    [InlineData("dial_timeout = '5'", "line 1", "5")]
    [InlineData("dial_timeout = 5", "line 1", "dial_timeout")]
    [InlineData("dial_timeout = '-5s'", "line 1", "-5s")]
    [InlineData("header = 'x'", "line 1", "header")]
    [InlineData("[header]\nx = 1", "line 2", "x")]
    [InlineData("[header]\n\"a b\" = 'x'", "line 2", "a b")]
    [InlineData("[header]\nx = \"a\\r\\nb\"", "line 2", "x")]
    public void Read_WhatMeansNothing_IsRefusedNamingLineAndKey(string file, string line, string named)
    {
        var message = Assert.Throws<TomlException>(() => Read(file)).Message;
        Assert.StartsWith(line, message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<HostSettings> Read(string file) => HostsFile.Read("example.com:5000", Encoding.UTF8.GetBytes(file), "/d");
}
