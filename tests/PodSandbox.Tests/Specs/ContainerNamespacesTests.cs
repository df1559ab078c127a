using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Namespaces;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerNamespacesTests
{
    private const string Pinned = "network=/run/ns/net ipc=/run/ns/ipc uts=/run/ns/uts";

    // the PID mode of sandbox and container (empty: the sandbox's), and the list
    [Theory]
    [InlineData("CONTAINER", "", $"mount= {Pinned} pid= cgroup=")]
    [InlineData("CONTAINER", "CONTAINER", $"mount= {Pinned} pid= cgroup=")]
    [InlineData("POD", "", $"mount= {Pinned} pid=/run/ns/pid cgroup=")]
    [InlineData("POD", "CONTAINER", $"mount= {Pinned} pid= cgroup=")]
    [InlineData("NODE", "NODE", $"mount= {Pinned} cgroup=")]
    [InlineData("CONTAINER", "TARGET", $"mount= {Pinned} pid=/proc/9/ns/pid cgroup=")]
    public void Build_PidMode_DecidesAboutPid(string pod, string container, string expected)
    {
        var context = container.Length == 0 ? "{}" : $$"""{"namespace_options":{"pid":"{{container}}"} }""";
        Assert.Equal(expected, Build(pod, context));
    }

    [Theory]
    [InlineData(CgroupVersion.Unified, false, true)]
    [InlineData(CgroupVersion.Unified, true, false)]
    [InlineData(CgroupVersion.Legacy, false, false)]
    [InlineData(CgroupVersion.Hybrid, false, false)]
    public void Build_CgroupNamespace_IsOfVersion2AndTheUnprivileged(CgroupVersion version, bool privileged, bool isThere) =>
        Assert.Equal(isThere, Build("CONTAINER", privileged ? """{"privileged":true}""" : "{}", version).Contains("cgroup", StringComparison.Ordinal));

    [Fact]
    public void Build_SharedPidNamespaceNotPinned_IsNeverAnotherOne()
    {
        var input = TestInput.Of("{}") with { Sandbox = TestInput.Sandbox(TestInput.Pod()) };

        Assert.Throws<InvalidOperationException>(() => ContainerNamespaces.Build(input));
    }

    private static string Build(string podPid, string context, CgroupVersion version = CgroupVersion.Unified)
    {
        var pod = TestInput.Pod($$"""{"namespace_options":{"pid":"{{podPid}}"} }""");
        var input = TestInput.Of(TestInput.InContext(context)) with
        {
            Sandbox = TestInput.Sandbox(pod) with { Namespaces = new SandboxNamespacePaths("/run/ns/net", "/run/ns/ipc", "/run/ns/uts", "/run/ns/pid") },
            TargetPidNamespace = "/proc/9/ns/pid",
            Node = TestNode.Ordinary with { CgroupVersion = version },
        };
        return string.Join(' ', ContainerNamespaces.Build(input).Select(entry => $"{entry.Type}={entry.Path}"));
    }
}
