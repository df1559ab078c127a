using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Restarts;

/// <summary>What the daemon says before it serves: a configuration that cannot be meant is refused by name.</summary>
public sealed class ConfigurationTests(TestHost host)
{
    [Theory]
    [InlineData("cgroupDriverr: cgroupfs", "cgroupDriverr", "cgroupDriver")]
    [InlineData("registries:\n  insecur: []", "insecur", "insecure")]
    public async Task UnknownKey_IsRefusedWithTheNearestKnown(string text, string key, string nearest)
    {
        await using var node = TestNode.Configure(host);
        await File.WriteAllTextAsync(node.Directories.Configuration, text + "\n");

        var (exitCode, output) = await DaemonProcess.StartRefusedAsync(node.Directories);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(node.Directories.Configuration, output, StringComparison.Ordinal);
        Assert.Contains(key, output, StringComparison.Ordinal);
        Assert.Contains(nearest, output, StringComparison.Ordinal);
        Assert.Matches(@"\b[12]\b", output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cgroupDriver: docker", "cgroupDriver")]
    [InlineData("stateDirectory: relative/path", "stateDirectory")]
    [InlineData("stateDirectory: [", "")]
    public async Task ImpossibleValue_IsRefusedByKey(string text, string named)
    {
        await using var node = TestNode.Configure(host);
        await File.WriteAllTextAsync(node.Directories.Configuration, text + "\n");

        var (exitCode, output) = await DaemonProcess.StartRefusedAsync(node.Directories);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondDaemon_OnTheSameState_IsRefused()
    {
        await using var node = TestNode.Configure(host);
        await node.StartDaemonAsync();

        var (exitCode, output) = await DaemonProcess.StartRefusedAsync(node.Directories);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(node.Directories.State, output, StringComparison.Ordinal);
        Assert.Equal("crisharp", (await node.Runtime.VersionAsync(new())).RuntimeName);
    }
}
