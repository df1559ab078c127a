using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerSpecTests
{
    // The security context; are the default lists there?
    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"linux":{}}""", true)]
    [InlineData("""{"linux":{"security_context":{}}}""", false)]
    public void Build_MaskedPathsNotGiven_AreStandardOnlyWithoutAContext(string json, bool isStandard)
    {
        var linux = TestInput.Build(json).Linux;

        Assert.Equal(isStandard ? KernelPaths.Masked : [], linux.MaskedPaths);
        Assert.Equal(isStandard ? KernelPaths.Readonly : [], linux.ReadonlyPaths);
    }

    [Theory]
    [InlineData("", "", "/")]
    [InlineData("", "/app", "/app")]
    [InlineData("", "app", "/app")]
    [InlineData("/srv", "/app", "/srv")]
    public void Build_WorkingDirectory_IsTheClientsThenTheImages(string asked, string image, string expected)
    {
        var input = TestInput.Of($$"""{"working_dir":"{{asked}}"}""");

        Assert.Equal(expected, ContainerSpec.Build(input with { Image = TestInput.Image with { WorkingDir = image } }).Process.Cwd);
    }

    [Fact]
    public void Build_PodAnnotations_DoNotReachTheOciRuntime()
    {
        var pod = TestInput.Pod("""{"namespace_options":{"pid":"CONTAINER"}}""");
        pod.Annotations.Add("run.oci.keep_original_groups", "1");
        var config = TestInput.Container("""{"annotations":{"run.oci.handler":"wasm"}}""");

        var annotations = ContainerSpec.Build(TestInput.Of(config) with { Sandbox = TestInput.Sandbox(pod) }).Annotations;

        Assert.All(annotations.Keys, key => Assert.StartsWith("io.kubernetes.cri.", key, StringComparison.Ordinal));
    }

    [Fact]
    public void Build_SameInput_IsTheSameBytes()
    {
        const string Json = """{"linux":{"resources":{"unified":{"b.b":"2","a.a":"1"}},"security_context":{"seccomp":{}}}}""";

        Assert.Equal(TestInput.Build(Json).ToJson(), TestInput.Build(Json).ToJson());
    }
}
