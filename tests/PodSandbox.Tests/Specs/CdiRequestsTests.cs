using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class CdiRequestsTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"CDI_devices":[{"name":"v/c=b"},{"name":"v/c=a"},{"name":"v/c=b"}]}""", "v/c=b v/c=a")]
    [InlineData("""{"annotations":{"cdi.k8s.io/z":"v/c=1, v/c=2","cdi.k8s.io/a":"v/c=3","other.io/x":"v/c=4"}}""", "v/c=3 v/c=1 v/c=2")]
    [InlineData("""{"CDI_devices":[{"name":"v/c=1"}],"annotations":{"cdi.k8s.io/x":"v/c=1,v/c=0"}}""", "v/c=1 v/c=0")]
    public void Of_FieldThenAnnotations_EachOnce(string json, string expected) =>
        Assert.Equal(expected, string.Join(' ', CdiRequests.Of(TestInput.Container(json))));
}
