using CriSharp.Failures;
using CriSharp.Images.Manifests;
using Xunit;

namespace CriSharp.Tests.Images.Manifests;

public sealed class PlatformChoiceTests
{
    private static readonly Platform Amd = new() { Os = "linux", Architecture = "amd64", Variant = "v2" };
    private static readonly Platform Arm = new() { Os = "linux", Architecture = "arm64", Variant = "v8" };

    // Offered platforms in order, and which of them is taken; -1: none.
    [Theory]
    [InlineData("linux/amd64,linux/arm64", 0, 1)]
    [InlineData("linux/arm64/v8,linux/amd64", 1, 0)]
    [InlineData("windows/amd64,linux/amd64", 1, -1)]
    [InlineData("linux/amd64,linux/amd64/v2,linux/amd64/v3", 1, -1)]
    [InlineData("linux/amd64/v3", -1, -1)]
    [InlineData("linux/arm64/v9,linux/arm64", -1, 1)]
    [InlineData("linux/arm/v7", -1, -1)]
    [InlineData("unknown/unknown,linux/amd64,linux/arm64", 1, 2)]
    [InlineData("unknown/unknown", -1, -1)]
    [InlineData("linux/amd64/strange", -1, -1)]
    public void Choose_TakesTheBestThatSuits(string offered, int forAmd, int forArm)
    {
        var manifests = offered.Split(',').Select((text, index) => Manifest(text, index)).ToList();

        Assert.Equal(forAmd, Choose(manifests, Amd));
        Assert.Equal(forArm, Choose(manifests, Arm));
    }

    [Fact]
    public void Choose_None_SaysWhatThereIs()
    {
        var error = Assert.Throws<FailureException>(() => PlatformChoice.Choose([Manifest("linux/arm64/v8", 0), Manifest("unknown/unknown", 1)], Amd));

        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Equal("image has no linux/amd64 variant; it has linux/arm64/v8", error.Message);
    }

    [Theory]
    [InlineData("linux", "amd64", true)]
    [InlineData(null, null, true)]
    [InlineData("linux", "arm64", false)]
    [InlineData("windows", "amd64", false)]
    public void Check_ConfigurationOfAnotherPlatform_IsRefused(string? os, string? architecture, bool passes)
    {
        var error = Record.Exception(() => PlatformChoice.Check(new ConfigDocument { Os = os, Architecture = architecture }, Amd));

        Assert.Equal(passes, error is null);
    }

    private static int Choose(List<Descriptor> manifests, Platform host)
    {
        try
        {
            return (int)PlatformChoice.Choose(manifests, host).Size;
        }
        catch (FailureException)
        {
            return -1;
        }
    }

    private static Descriptor Manifest(string platform, int index)
    {
        var parts = platform.Split('/');
        return new Descriptor
        {
            MediaType = MediaTypes.OciManifest,
            Size = index,
            Platform = new Platform { Os = parts[0], Architecture = parts[1], Variant = parts.ElementAtOrDefault(2) },
        };
    }
}
