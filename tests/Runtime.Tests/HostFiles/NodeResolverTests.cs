using CriSharp.Runtime.HostFiles;
using Xunit;

namespace CriSharp.Tests.Runtime.HostFiles;

public sealed class NodeResolverTests : IDisposable
{
    private const string Upstream = "nameserver 192.0.2.1\nsearch example\n";

    private readonly string _root = Directory.CreateTempSubdirectory("crtest-network-resolver-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("nameserver 192.0.2.53\n", false)]
    [InlineData("# stub\nnameserver 127.0.0.53\noptions edns0 trust-ad\n", true)]
    [InlineData("nameserver\t127.0.0.53\nnameserver ::1\n", true)]
    [InlineData("nameserver 127.0.0.53\nnameserver 192.0.2.53\n", false)]
    [InlineData("search example\n", false)]
    [InlineData("", false)]
    public void Read_NodesFile_IsTakenUnlessOnlyLoopback(string nodes, bool takesUpstream)
    {
        Write("etc/resolv.conf", nodes);
        Write("run/systemd/resolve/resolv.conf", Upstream);
        Assert.Equal(takesUpstream ? Upstream : nodes, NodeResolver.Read(_root));
    }

    [Fact]
    public void Read_LoopbackWithoutSystemd_IsTakenAsItIs()
    {
        Write("etc/resolv.conf", "nameserver 127.0.0.1\n");
        Assert.Equal("nameserver 127.0.0.1\n", NodeResolver.Read(_root));
    }

    [Fact]
    public void Read_NoFile_IsEmpty() => Assert.Equal("", NodeResolver.Read(_root));

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
