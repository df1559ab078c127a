using System.Text;
using System.Text.Json;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

public sealed class CniResultTests
{
    [Theory]
    [InlineData("""{"ips":[{"version":"4","address":"10.1.0.5/16","gateway":"10.1.0.1"}]}""", "10.1.0.5")]
    [InlineData("""{"ips":[{"address":"10.1.0.5/16"},{"address":"FD00:0::5/64"}]}""", "10.1.0.5 fd00::5")]
    [InlineData("""{"ips":[{"address":"10.1.0.5/16","interface":1},{"address":"10.1.0.1/16","interface":0}],"interfaces":[{"name":"br0"},{"name":"eth0","sandbox":"/ns"}]}""", "10.1.0.5")]
    [InlineData("""{"ips":[{"address":"10.1.0.5/16","interface":0}],"interfaces":[{"name":"eth0"}]}""", "10.1.0.5")]
    [InlineData("""{"ips":[{"address":"10.1.0.5/16","interface":null}]}""", "10.1.0.5")]
    [InlineData("""{"ips":[]}""", "")]
    [InlineData("{}", "")]
    public void AddressesOf_Result_ArePlainAndThePods(string result, string expected) => Assert.Equal(expected, string.Join(' ', AddressesOf(result)));

    [Theory]
    [InlineData("""{"ips":[{"address":"10.1.0.500/16"}]}""")]
    [InlineData("""{"ips":[{}]}""")]
    [InlineData("""{"ips":["10.1.0.5"]}""")]
    [InlineData("""{"ips":[{"address":"10.1.0.5/16","interface":3}],"interfaces":[]}""")]
    [InlineData("""{"ips":"10.1.0.5"}""")]
    public void AddressesOf_Damaged_Throws(string result) => Assert.ThrowsAny<JsonException>(() => AddressesOf(result));

    private static IReadOnlyList<string> AddressesOf(string result) =>
        CniResult.AddressesOf(CniJson.ParseObject(Encoding.UTF8.GetBytes(result)), "eth0");
}
