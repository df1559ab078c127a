using CriSharp.Linux.Files;
using CriSharp.PodSandbox;
using Xunit;

namespace CriSharp.Tests.PodSandbox;

[Trait("needs", "root")]
public sealed class PassableDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-passable-").FullName;

    private string Made => Path.Combine(_directory, "made");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(null, 0b111_000_000, 0)]
    [InlineData(300_000, 0b111_001_000, 300_000)]
    public void Create_OfAPod_LetsOnlyItsGroupPass(int? group, int mode, int owner)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "gives a directory to a group");

        PassableDirectory.Create(Made, (uint?)group);

        Assert.Equal(((UnixFileMode)mode, 0u, (uint)owner), (File.GetUnixFileMode(Made), Status.Owner, Status.Group));
    }

    [Fact]
    public void Create_ForAll_ShowsNobodyWhatThereIs()
    {
        PassableDirectory.Create(Made);

        Assert.Equal((UnixFileMode)0b111_001_001, File.GetUnixFileMode(Made));
    }

    private FileStatus Status
    {
        get
        {
            using var parent = Open.Directory(_directory);
            return FileStatus.Of(parent, "made"u8)!;
        }
    }
}
