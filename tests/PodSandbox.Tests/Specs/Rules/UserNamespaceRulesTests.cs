using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.OciRuntimes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs.Rules;

/// <summary>What pods with user namespaces, and their containers and mounts, may not ask for.</summary>
public sealed class UserNamespaceRulesTests
{
    private const string Own = """{"mode":"POD","uids":[{"host_id":65536,"length":65536}],"gids":[{"host_id":65536,"length":65536}]}""";
    private const string Field = "linux.security_context.namespace_options";

    private static readonly OciRuntimeFeatures Handler = new() { RecursiveReadOnlyMounts = true };

    [Theory]
    [InlineData("""{"mode":"CONTAINER"}""", "mode")]
    [InlineData("""{"mode":"TARGET"}""", "mode")]
    [InlineData("""{"mode":7}""", "mode")]
    [InlineData("""{"mode":"NODE","uids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"NODE","gids":[{"length":1}]}""", "gids")]
    [InlineData("""{"mode":"POD"}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"length":1}]}""", "gids")]
    [InlineData("""{"mode":"POD","uids":[{"length":1},{"container_id":1,"host_id":9,"length":1}],"gids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"length":1}],"gids":[{"length":1},{"container_id":1,"host_id":9,"length":1}]}""", "gids")]
    [InlineData("""{"mode":"POD","uids":[{"host_id":9,"length":0}],"gids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"container_id":1,"length":1}],"gids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"host_id":4294967295,"length":1}],"gids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"host_id":65536,"length":4294901761}],"gids":[{"length":1}]}""", "uids")]
    [InlineData("""{"mode":"POD","uids":[{"host_id":9,"length":65536}],"gids":[{"host_id":9,"length":65535}]}""", "gids")]
    public void Sandbox_WithAnImpossibleMapping_IsRefused(string options, string field) =>
        AssertRefused($"sandbox config {Field}.userns_options.{field}", () => SandboxRules.Validate(Pod(options), TestNode.Ordinary));

    [Theory]
    [InlineData("\"pid\":\"NODE\"", "pid")]
    [InlineData("\"ipc\":\"NODE\"", "ipc")]
    public void Sandbox_WithNamespacesOfTheNodeThatItCannotUse_IsRefused(string option, string field) =>
        AssertRefused($"sandbox config {Field}.{field}", () => SandboxRules.Validate(Pod(Own, option), TestNode.Ordinary));

    [Theory]
    [InlineData("\"pid\":\"CONTAINER\"")]
    [InlineData("\"pid\":\"POD\"")]
    [InlineData("\"network\":\"NODE\"")]
    public void Sandbox_AsAKubeletAsks_Passes(string option) => SandboxRules.Validate(Pod(Own, option), TestNode.Ordinary);

    [Theory]
    [InlineData(Own, """{"mode":"NODE"}""", "mode")]
    [InlineData(null, Own, "mode")]
    [InlineData("""{"mode":"NODE"}""", Own, "mode")]
    [InlineData(Own, """{"mode":"POD","uids":[{"host_id":65537,"length":65536}],"gids":[{"host_id":65536,"length":65536}]}""", "uids")]
    [InlineData(Own, """{"mode":"POD","uids":[{"host_id":65536,"length":65536}],"gids":[{"host_id":65537,"length":65536}]}""", "gids")]
    [InlineData(Own, """{"mode":"TARGET"}""", "mode")]
    public void Container_ThatDisagreesWithItsSandbox_IsRefused(string? pod, string container, string field) => AssertRefused(
        $"container config {Field}.userns_options.{field}", () => Validate(InContext($"\"userns_options\":{container}"), Pod(pod)));

    [Theory]
    [InlineData(Own, "\"pid\":\"CONTAINER\"")]
    [InlineData(Own, $"\"pid\":\"CONTAINER\",\"userns_options\":{Own}")]
    [InlineData(null, "\"pid\":\"CONTAINER\",\"userns_options\":{\"mode\":\"NODE\"}")]
    public void Container_ThatAgreesOrSaysNothing_Passes(string? pod, string options) => Validate(InContext(options), Pod(pod));

    [Theory]
    [InlineData(null, "\"uidMappings\":[{\"length\":1}],\"gidMappings\":[{\"length\":1}]", "uidMappings: needs a pod with a user namespace")]
    [InlineData(null, "\"gidMappings\":[{\"length\":1}]", "gidMappings: needs a pod with a user namespace")]
    [InlineData(Own, "\"uidMappings\":[{\"length\":1}]", "gidMappings: is needed with uidMappings")]
    [InlineData(Own, "\"gidMappings\":[{\"length\":1}]", "uidMappings: is needed with gidMappings")]
    [InlineData(Own, "\"uidMappings\":[{\"length\":0}],\"gidMappings\":[{\"length\":1}]", "uidMappings: a range without ids")]
    [InlineData(Own, "\"uidMappings\":[{\"length\":1}],\"gidMappings\":[{\"host_id\":4294967295,\"length\":1}]", "gidMappings: ids end at")]
    [InlineData(Own, "\"propagation\":\"PROPAGATION_BIDIRECTIONAL\"", "propagation: bidirectional propagation is for privileged containers only")]
    public void Mount_ThatCannotBeMapped_IsRefused(string? pod, string options, string said) => AssertRefused(
        $"container config mounts[0].{said}",
        () => Validate($$"""{"mounts":[{"container_path":"/a","host_path":"/a",{{options}} }]}""", Pod(pod)));

    [Fact]
    public void Mount_ThatIsToSpreadOutOfTheNamespace_IsRefusedEvenToThePrivileged() => AssertRefused(
        "container config mounts[0].propagation: cannot be bidirectional out of a user namespace",
        () => Validate(
            """
            {"mounts":[{"container_path":"/a","host_path":"/a","propagation":"PROPAGATION_BIDIRECTIONAL"}],"linux":{"security_context":{"privileged":true}}}
            """,
            TestInput.Pod($$"""{"privileged":true,"namespace_options":{"pid":"POD","userns_options":{{Own}} } }""")));

    [Fact]
    public void Mount_WithSeveralRanges_Passes() => Validate(
        """
        {"mounts":[{"container_path":"/a","host_path":"/a",
          "uidMappings":[{"host_id":9,"length":1},{"container_id":7,"host_id":10,"length":5}],"gidMappings":[{"length":1}]}]}
        """,
        Pod(Own));

    private static void Validate(string container, Cri.PodSandboxConfig pod) => ContainerRules.Validate(TestInput.Container(container), pod, TestNode.Ordinary, Handler);

    private static string InContext(string options) => TestInput.InContext($$"""{"namespace_options":{ {{options}} } }""");

    private static Cri.PodSandboxConfig Pod(string? userNamespace, string option = "\"pid\":\"POD\"") => TestInput.Pod(
        $$"""{"namespace_options":{ {{option}}{{(userNamespace is null ? "" : $",\"userns_options\":{userNamespace}")}} } }""");

    private static void AssertRefused(string message, Action validate)
    {
        var error = Assert.Throws<FailureException>(validate);

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
