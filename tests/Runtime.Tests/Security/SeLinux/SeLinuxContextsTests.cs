using CriSharp.Runtime.Security.SeLinux;
using Xunit;

namespace CriSharp.Tests.Runtime.Security.SeLinux;

public sealed class SeLinuxContextsTests
{
    [Theory]
    [InlineData("system_u:system_r:container_t:s0", "s0", "s0")]
    [InlineData("system_u:system_r:container_t:s0:c1,c2", "s0:c1,c2", "s0")]
    [InlineData("system_u:system_r:container_t:s0-s15:c0.c1023", "s0-s15:c0.c1023", "s0")]
    [InlineData("system_u:system_r:container_t", "", "")]
    public void Parse_Context_IsToldAsItWas(string text, string level, string sensitivity)
    {
        var label = SeLinuxLabel.Parse(text)!;

        Assert.Equal(("system_u", "system_r", "container_t", level, sensitivity), (label.User, label.Role, label.Type, label.Level, label.Sensitivity));
        Assert.Equal(text, label.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("unlabeled")]
    [InlineData("a:b")]
    [InlineData("a::c:s0")]
    public void Parse_NoContext_IsNull(string text) => Assert.Null(SeLinuxLabel.Parse(text));

    [Fact]
    public void Parse_LxcContexts_TakesProcessAndFile()
    {
        var contexts = SeLinuxContexts.Parse(
            """
            process = "system_u:system_r:container_t:s0"
            content = "system_u:object_r:virt_var_lib_t:s0"
            file = "system_u:object_r:my_file_t:s1"
            ro_file="system_u:object_r:container_ro_file_t:s0"
            sandbox_kvm_process = "system_u:system_r:svirt_qemu_net_t:s0"
            """);

        Assert.Equal("system_u:system_r:container_t:s0", contexts.Process.ToString());
        Assert.Equal("system_u:object_r:my_file_t:s1", contexts.File.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("process = nonsense\nfile =")]
    public void Parse_WithoutThem_IsWhatPoliciesCommonlyHave(string text) => Assert.Equal(SeLinuxContexts.Common, SeLinuxContexts.Parse(text));

    [Fact]
    public void Read_FollowsThePolicyInForce()
    {
        var directory = Directory.CreateTempSubdirectory("crtest-selinux-");
        Directory.CreateDirectory(directory.FullName + "/mls/contexts");
        File.WriteAllText(directory.FullName + "/config", "# SELINUXTYPE=targeted\nSELINUX=enforcing\nSELINUXTYPE=mls\n");
        File.WriteAllText(directory.FullName + "/mls/contexts/lxc_contexts", "process = \"u:r:of_mls_t:s0\"\n");
        var contexts = SeLinuxContexts.Read(directory.FullName);
        directory.Delete(recursive: true);

        Assert.Equal("of_mls_t", contexts.Process.Type);
    }
}
