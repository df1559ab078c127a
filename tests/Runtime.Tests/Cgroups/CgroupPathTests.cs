using CriSharp.Failures;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

public sealed class CgroupPathTests
{
    [Theory]
    [InlineData("/kubepods")]
    [InlineData("/kubepods.slice/kubepods-pod1.slice/crisharp-abc.scope")]
    [InlineData("/a/..b/c..")]
    public void Parse_PathBelowTheRoot_IsKept(string path) => Assert.Equal(path, CgroupPath.Parse(path).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("kubepods")]
    [InlineData("/..")]
    [InlineData("/a/../../b")]
    [InlineData("/a/./b")]
    [InlineData("/a//b")]
    [InlineData("/a/")]
    [InlineData("/a\nb")]
    [InlineData("/a\0b")]
    public void Parse_PathThatIsTheRootOrLeadsOut_IsRefused(string path)
    {
        var error = Assert.Throws<FailureException>(() => CgroupPath.Parse(path));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
    }

    [Fact]
    public void Parse_NameLongerThanAnyFileSystemTakes_IsRefused() =>
        Assert.Throws<FailureException>(() => CgroupPath.Parse($"/{new string('a', 256)}"));
}
