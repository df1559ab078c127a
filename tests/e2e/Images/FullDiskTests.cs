using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Images;

/// <summary>A node whose disk is too small for an image.</summary>
public sealed class FullDiskTests(TestHost host)
{
    private const int DiskMebibytes = 12;

    [Fact]
    public async Task Pull_MoreThanTheDiskHolds_SaysSo_AndGivesTheSpaceBack()
    {
        await using var node = TestNode.Configure(host);
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={DiskMebibytes}m", "crtest", node.Directories.State]))
        {
            await mount.WaitForExitAsync();
            Assert.Equal(0, mount.ExitCode);
        }

        await node.StartDaemonAsync();
        var repository = $"full-{Guid.NewGuid():n}";
        await host.Publisher.PushAsync(TestImages.Unique(new string('x', 2 * DiskMebibytes << 20)), repository, "latest");
        var large = new Cri.PullImageRequest { Image = new() { Image = $"{host.Plain.Address}/{repository}:latest" } };

        await Failures.ExpectAsync("no space left", () => node.Images.PullImageAsync(large));

        Assert.Empty((await node.Images.ListImagesAsync(new())).Images);
        var small = await node.PullAsync(host.Busybox);
        Assert.Equal(small, Assert.Single((await node.Images.ListImagesAsync(new())).Images).Id);
    }
}
