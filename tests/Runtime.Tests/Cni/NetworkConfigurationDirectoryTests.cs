using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

public sealed class NetworkConfigurationDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("crtest-network-netd-").FullName;
    private readonly NetworkConfigurationDirectory _directory;

    public NetworkConfigurationDirectoryTests() => _directory = new NetworkConfigurationDirectory(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Load_SeveralFiles_TakesTheFirstInLexicalOrder()
    {
        Write("20-b.conf", "b");
        Write("10-a.conflist", "a");
        Write("05-no.txt", "text");
        Write("9-c.json", "c");
        Assert.Equal("a", NameIn(_directory.Load(null)));
    }

    [Fact]
    public void Load_FirstInvalid_TakesTheNextAndTellsWhy()
    {
        File.WriteAllText(At("10-a.conf"), "{");
        Write("20-b.conf", "b");

        var loaded = _directory.Load(null);

        Assert.Equal("b", NameIn(loaded));
        Assert.StartsWith("10-a.conf: ", Assert.Single(loaded.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileInUseBecomesInvalid_KeepsItsLastContentBeforeOthers()
    {
        Write("10-a.conf", "a");
        Write("20-b.conf", "b");
        var good = _directory.Load(null).File;
        File.WriteAllText(At("10-a.conf"), """{"name":""");

        var loaded = _directory.Load(good);

        Assert.Equal("a", NameIn(loaded));
        Assert.Single(loaded.Complaints);
    }

    [Fact]
    public void Load_FileInUseIsGone_TakesTheNext()
    {
        Write("10-a.conf", "a");
        Write("20-b.conf", "b");
        var good = _directory.Load(null).File;
        File.Delete(At("10-a.conf"));
        Assert.Equal("b", NameIn(_directory.Load(good)));
    }

    [Fact]
    public void Load_InvalidFileReplacesTheGoodOne_KeepsTheLastGood()
    {
        Write("10-a.conf", "a");
        var good = _directory.Load(null).File;
        File.Move(At("10-a.conf"), At("10-renamed.conf"));
        File.WriteAllText(At("10-renamed.conf"), "broken");

        var loaded = _directory.Load(good);

        Assert.Equal("a", NameIn(loaded));
        Assert.Single(loaded.Complaints);
    }

    [Fact]
    public void Load_NoFileLeft_HasNoNetwork()
    {
        Write("10-a.conf", "a");
        var good = _directory.Load(null).File;
        File.Delete(At("10-a.conf"));
        Assert.Null(_directory.Load(good).File);
    }

    [Fact]
    public void Load_NoDirectory_SaysSo()
    {
        var loaded = new NetworkConfigurationDirectory(At("absent")).Load(null);
        Assert.Null(loaded.File);
        Assert.Equal(["the directory does not exist"], loaded.Complaints);
    }

    [Fact]
    public void Load_TooLargeFile_IsRefused()
    {
        File.WriteAllText(At("10-a.conf"), new string(' ', CniJson.LimitBytes) + "{}");
        Assert.Contains("at most 1048576 are read", Assert.Single(_directory.Load(null).Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DanglingLink_IsRefusedAndTold()
    {
        File.CreateSymbolicLink(At("10-a.conf"), At("nowhere"));
        Assert.Single(_directory.Load(null).Complaints);
    }

    private static string? NameIn(NetworkConfigurationDirectory.Loaded loaded) => loaded.File?.Network.Name;

    private string At(string name) => Path.Combine(_path, name);

    private void Write(string name, string network) => File.WriteAllText(At(name), $$"""{"cniVersion":"1.0.0","name":"{{network}}","type":"x"}""");
}
