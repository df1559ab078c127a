using CriSharp.Images.Registry;
using Xunit;

namespace CriSharp.Tests.Images.Registry;

public sealed class RegistryEndpointsTests
{
    [Theory]
    [InlineData("https://storage.example/blob", "registry.example", true)]
    [InlineData("http://storage.example/blob", "registry.example", false)]
    [InlineData("http://plain.example:5000/blob", "registry.example", true)]
    [InlineData("http://plain.example/blob", "registry.example", false)]
    [InlineData("http://127.0.0.1:10255/pods", "registry.example", false)]
    [InlineData("http://localhost/", "registry.example", false)]
    [InlineData("http://[::1]:2379/", "registry.example", false)]
    [InlineData("http://127.0.0.1:6000/", "registry.example", true)]
    [InlineData("http://127.0.0.1:10255/blob", "localhost:5000", true)]
    [InlineData("http://[::1]:2379/", "127.0.0.1:5000", true)]
    [InlineData("ftp://127.0.0.1/blob", "localhost:5000", false)]
    public void IsAllowed_AddressThatARegistryNames_IsPlainOnlyWhereTheUserSaidSo(string address, string registry, bool expected)
    {
        var endpoints = new RegistryEndpoints(new RegistryOptions { InsecureHosts = ["plain.example:5000", "127.0.0.1:6000"] });

        Assert.Equal(expected, endpoints.IsAllowed(new Uri(address), registry));
    }
}
