using CriSharp.Images.Snapshots;
using CriSharp.Images.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Images.Store;

[Trait("needs", "root")]
public sealed class SnapshotMeasureTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-measure-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Total_WithASnapshotThatCannotBeRead_CountsTheOthers()
    {
        var paths = new StorePaths(_directory, NullLogger.Instance);
        paths.Create();
        await File.WriteAllTextAsync(paths.Snapshot("bad"), "no directory", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(paths.Snapshot("good"));
        await using var measure = new SnapshotMeasure(paths, () => ["bad", "good"], TimeProvider.System, NullLogger.Instance);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));

        // A measurement says nothing when it is done.
        while (measure.Total().Inodes == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }

        Assert.Equal(1, measure.Total().Inodes);
    }
}
