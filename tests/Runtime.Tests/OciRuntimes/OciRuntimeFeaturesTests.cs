using System.Text;
using CriSharp.Runtime.OciRuntimes;
using Xunit;

namespace CriSharp.Tests.Runtime.OciRuntimes;

public sealed class OciRuntimeFeaturesTests
{
    [Fact]
    public void Parse_FullDocument_TellsEach()
    {
        var features = OciRuntimeFeatures.Parse("""
            {
              "ociVersionMin": "1.0.0", "ociVersionMax": "1.2.0", "hooks": ["prestart"], "mountOptions": ["ro", "rro"],
              "linux": {
                "namespaces": ["cgroup", "user"], "cgroup": { "v1": true, "v2": true },
                "seccomp": { "enabled": true, "actions": [] }, "apparmor": { "enabled": true }, "selinux": { "enabled": false },
                "mountExtensions": { "idmap": { "enabled": true } }
              },
              "annotations": { "a": "b" }
            }
            """u8);

        Assert.Equal(
            new OciRuntimeFeatures { RecursiveReadOnlyMounts = true, IdMappedMounts = true, UserNamespaces = true, AppArmor = true, Seccomp = true },
            features);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown command features")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"linux": null, "mountOptions": null}""")]
    [InlineData("""{"linux": {"seccomp": null}}""")]
    [InlineData("""{"linux": "yes"}""")]
    public void Parse_NothingUseful_PromisesNothing(string json) =>
        Assert.Equal(OciRuntimeFeatures.Unknown, OciRuntimeFeatures.Parse(Encoding.UTF8.GetBytes(json)));
}
