using CriSharp.Runtime.OciRuntimes;
using Xunit;

namespace CriSharp.Tests.Runtime.OciRuntimes;

public sealed class FeaturesByVersionTests
{
    [Theory]
    [InlineData("crun version 1.3", false, false)]
    [InlineData("crun version 1.4", true, false)]
    [InlineData("crun version 1.4.5", true, false)]
    [InlineData("crun version 1.8", true, false)]
    [InlineData("crun version 1.8.1\ncommit: f8a096b\n", true, true)]
    [InlineData("crun version 1.8.1-dirty", true, true)]
    [InlineData("crun version 1.10", true, true)]
    [InlineData("crun version 0.17", false, false)]
    [InlineData("runc version 1.0.3\n", false, false)]
    public void Of_KnownProgram_GoesByItsVersion(string text, bool recursiveReadOnly, bool idMapped) => Assert.Equal(
        new OciRuntimeFeatures { RecursiveReadOnlyMounts = recursiveReadOnly, IdMappedMounts = idMapped, UserNamespaces = true },
        FeaturesByVersion.Of(text));

    [Fact]
    public void Of_Crun_TellsWhatItWasCompiledWith()
    {
        var features = FeaturesByVersion.Of("crun version 1.8.1\nspec: 1.0.0\n+SYSTEMD +SELINUX +CAP +SECCOMP +EBPF +YAJL\n");

        Assert.Equal((true, false, true), (features.SeLinux, features.AppArmor, features.Seccomp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("crun")]
    [InlineData("crun version ")]
    [InlineData("crun version unknown")]
    [InlineData("crun version 99999999999.1")]
    [InlineData("a crun version 1.8.1")]
    [InlineData("youki version 0.5.0")]
    [InlineData("runsc version release-20221102.1-315-gde8cdd8aa")]
    public void Of_AnythingElse_PromisesNothing(string text) => Assert.Equal(OciRuntimeFeatures.Unknown, FeaturesByVersion.Of(text));
}
