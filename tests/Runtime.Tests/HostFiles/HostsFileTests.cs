using CriSharp.Runtime.HostFiles;
using Xunit;

namespace CriSharp.Tests.Runtime.HostFiles;

public sealed class HostsFileTests
{
    [Fact]
    public void Text_DualStackPod_HasEachAddressAfterLocalhost()
    {
        var lines = HostsFile.Text("web-0", ["10.1.2.3", "fd00::3"]).Split('\n');
        Assert.Equal("127.0.0.1\tlocalhost", lines[0]);
        Assert.Equal(["10.1.2.3\tweb-0", "fd00::3\tweb-0", ""], lines[^3..]);
    }

    [Fact]
    public void Text_FullName_HasTheShortNameToo() =>
        Assert.EndsWith("\n10.1.2.3\tweb-0.sub.ns\tweb-0\n", HostsFile.Text("web-0.sub.ns", ["10.1.2.3"]), StringComparison.Ordinal);

    [Fact]
    public void Text_NoAddress_IsLocalhostOnly() => Assert.EndsWith("ip6-allrouters\n", HostsFile.Text("web-0", []), StringComparison.Ordinal);

    [Fact]
    public void Hostname_IsOneLine() => Assert.Equal("web-0\n", HostnameFile.Text("web-0"));
}
