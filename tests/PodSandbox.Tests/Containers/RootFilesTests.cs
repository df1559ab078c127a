using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

/// <summary>Roots as hostile images make them.</summary>
public sealed class RootFilesTests : IDisposable
{
    private const string Entry = "4711:*:4711:0::/:/sbin/nologin";

    private readonly string _top = Directory.CreateTempSubdirectory("crtest-root-").FullName;

    private string Root => Path.Combine(_top, "root");

    private string Etc => Path.Combine(Root, "etc");

    private string Outside => Path.Combine(_top, "outside");

    public RootFilesTests()
    {
        Directory.CreateDirectory(Etc);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "passwd"), "outside\n");
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Theory]
    [InlineData("root:x:0:0::/:/bin/sh\n", $"root:x:0:0::/:/bin/sh\n{Entry}\n")]
    [InlineData("root:x:0:0::/:/bin/sh", $"root:x:0:0::/:/bin/sh\n{Entry}\n")]
    [InlineData("", $"{Entry}\n")]
    public async Task Prepare_PlainFile_GetsTheLineAndKeepsItsMode(string before, string after)
    {
        var file = Path.Combine(Etc, "passwd");
        File.WriteAllText(file, before);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_110_100);
        await PrepareAsync(Entry);

        Assert.Equal(after, File.ReadAllText(file));
        Assert.Equal((UnixFileMode)0b110_110_100, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Prepare_Links_AreNotFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(Etc, "passwd"), Path.Combine(Outside, "passwd"));
        await PrepareAsync(Entry);
        Directory.Delete(Etc, recursive: true);
        Directory.CreateSymbolicLink(Etc, Outside);
        await PrepareAsync(Entry, bindsLocalTime: true);

        Assert.Equal("outside\n", File.ReadAllText(Path.Combine(Outside, "passwd")));
        Assert.Equal(["passwd"], Directory.EnumerateFiles(Outside).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("root:x:0:0::/:/bin/sh\n")]
    [InlineData("root:x:0:0::/:/bin/sh")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Prepare_AgainAfterAStartCutShort_HasTheLineOnce(string before)
    {
        var file = Path.Combine(Etc, "passwd");
        File.WriteAllText(file, before);
        await PrepareAsync(Entry);
        await PrepareAsync(Entry);

        Assert.Single(File.ReadAllLines(file), Entry);
    }

    [Fact]
    public async Task Prepare_NoFileOrNoDirectory_MakesNone()
    {
        Directory.CreateDirectory(Path.Combine(Etc, "passwd"));
        await PrepareAsync(Entry);
        Directory.Delete(Etc, recursive: true);
        await PrepareAsync(Entry, bindsLocalTime: true);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact]
    public async Task Prepare_LocalTimeThatIsALink_BecomesAFileToBindOn()
    {
        File.WriteAllText(Path.Combine(Outside, "zone"), "TZif");
        File.CreateSymbolicLink(Path.Combine(Etc, "localtime"), Path.Combine(Outside, "zone"));
        await PrepareAsync(entry: null, bindsLocalTime: true);

        Assert.Equal("TZif", File.ReadAllText(Path.Combine(Outside, "zone")));
        Assert.Null(File.ResolveLinkTarget(Path.Combine(Etc, "localtime"), returnFinalTarget: false));
        Assert.Equal(0, new FileInfo(Path.Combine(Etc, "localtime")).Length);
    }

    [Fact]
    public async Task Prepare_LocalTimeThatIsAFile_IsLeft()
    {
        File.WriteAllText(Path.Combine(Etc, "localtime"), "the image's");
        await PrepareAsync(entry: null, bindsLocalTime: true);

        Assert.Equal("the image's", File.ReadAllText(Path.Combine(Etc, "localtime")));
    }

    private Task PrepareAsync(string? entry, bool bindsLocalTime = false) => RootFiles.PrepareAsync(Root, new ContainerRecordFacts
    {
        SandboxId = new SandboxId("s"),
        State = new ContainerState.Created(),
        CreatedAt = default,
        ImageId = "i",
        ImageRef = "i",
        CgroupPath = "/c",
        Program = "p",
        StopSignal = 15,
        Uid = 4711,
        Gid = 0,
        PasswdEntry = entry,
        BindsLocalTime = bindsLocalTime,
    }, map: null);
}
