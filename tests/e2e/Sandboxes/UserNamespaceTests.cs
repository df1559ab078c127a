using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Images;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>Pods with a user namespace of their own, under each OCI runtime.</summary>
public sealed class UserNamespaceTests(NodeFixture fixture) : NodeTests(fixture)
{
    private const uint First = 0x10_0000;
    private const uint Second = 0x20_0000;

    public static TheoryData<string> Handlers => ["crun", "runc"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Inside_IsRootOfAnImageThatIsRoots(string handler)
    {
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, First), handler);

        var output = await pod.RunAsync(Configs.Script(
            Node, "cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '; stat -c %u:%g:%a / /bin/busybox /tmp /etc/passwd; id -u; cat /proc/self/setgroups"));

        Assert.Equal(
            $" 0 {First} 65536\n 0 {First} 65536\n0:0:755\n0:0:755\n0:0:1777\n0:0:644\n0\nallow\n", output.Succeeded());
    }
}
