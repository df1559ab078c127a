using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Security.SeLinux;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class PodLabelsTests
{
    private const string Own = "s0:c1,c2";
    private const string PodProcess = $"system_u:system_r:container_t:{Own}";
    private const string PodFile = $"system_u:object_r:container_file_t:{Own}";

    [Theory]
    [InlineData("{}", PodProcess, PodFile)]
    [InlineData("""{"selinux_options":{}}""", PodProcess, PodFile)]
    [InlineData("""{"selinux_options":{"type":"my_t"}}""", $"system_u:system_r:my_t:{Own}", PodFile)]
    [InlineData("""{"selinux_options":{"user":"u","role":"r","type":"t"}}""", $"u:r:t:{Own}", PodFile)]
    [InlineData("""{"selinux_options":{"level":"s0:c8,c9"}}""", "system_u:system_r:container_t:s0:c8,c9", "system_u:object_r:container_file_t:s0:c8,c9")]
    [InlineData("""{"privileged":true}""", PodProcess, PodFile)]
    [InlineData("""{"namespace_options":{"network":"NODE"}}""", PodProcess, PodFile)]
    [InlineData("""{"namespace_options":{"pid":"NODE"}}""", "system_u:system_r:spc_t:s0", PodFile)]
    [InlineData("""{"namespace_options":{"ipc":"NODE"}}""", "system_u:system_r:spc_t:s0", PodFile)]
    [InlineData("""{"namespace_options":{"pid":"NODE"},"selinux_options":{"type":"my_t"}}""", $"system_u:system_r:my_t:{Own}", PodFile)]
    public void Pod_HasTheNodesContextsWithItsOwnParts(string security, string process, string file)
    {
        var config = TestInput.Pod(security);

        Assert.Equal(new SeLinuxLabels(process, file), PodLabels.Pod(config, SeLinuxContexts.Common, PodLabels.LevelOf(config) ?? Own));
    }

    [Theory]
    [InlineData("{}", PodProcess, PodFile)]
    [InlineData("""{"selinux_options":{}}""", PodProcess, PodFile)]
    [InlineData("""{"selinux_options":{"type":"my_t"}}""", $"system_u:system_r:my_t:{Own}", PodFile)]
    [InlineData("""{"selinux_options":{"level":"s0:c8,c9"}}""", "system_u:system_r:container_t:s0:c8,c9", "system_u:object_r:container_file_t:s0:c8,c9")]
    [InlineData("""{"privileged":true}""", "system_u:system_r:spc_t:s0", PodFile)]
    [InlineData("""{"privileged":true,"selinux_options":{"type":"my_t","level":"s0:c8,c9"}}""", "system_u:system_r:spc_t:s0", PodFile)]
    public void Container_SharesItsPodsUnlessItSaysOther(string security, string process, string file) => Assert.Equal(
        new SeLinuxLabels(process, file),
        PodLabels.Container(
            Cri.LinuxContainerSecurityContext.Parser.ParseJson(security), SeLinuxContexts.Common, new SeLinuxLabels(PodProcess, PodFile)));

    [Fact]
    public void Build_OnANodeWithoutSELinux_HasNoContexts()
    {
        var spec = TestInput.Build(TestInput.InContext("""{"selinux_options":{"level":"s0:c8,c9"}}"""));

        Assert.Equal((null, null), (spec.Process.SelinuxLabel, spec.Linux.MountLabel));
    }
}
