using CriSharp.Keeper;
using CriSharp.Keeper.Memory;
using CriSharp.Linux.Events;
using CriSharp.Runtime.Cgroups;
using KeeperProtocol.V1;
using Xunit;

namespace CriSharp.Tests.Keeper.Memory;

/// <summary>
/// With real groups of this host, and, since removing a group is the heart of it, with pods put together from a real group
/// that can be removed and plain files that can be counted up.
/// </summary>
public sealed class OomCounterTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-keeper-oom-").FullName;
    private readonly string _group = $"/crtest-keeper-oom-{Guid.NewGuid():N}";
    private readonly ICgroups _cgroups = HostCgroups.Open();
    private readonly StringWriter _told = new();
    private readonly OomCounters _counters;

    public OomCounterTests() => _counters = new OomCounters(loop: null, new KeeperJournal(_told, TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cgroups.Remove(_group);
        Directory.Delete(_directory, recursive: true);
        _told.Dispose();
    }

    [Fact]
    public async Task Read_RealKill_IsCountedAndKnownAfterTheRemoval()
    {
        var files = MakeGroup();
        using var counter = Open(EventLoop.Shared, files);
        Assert.Equal(0, counter.Read());

        await RunOutOfMemoryAsync(files);

        Assert.Equal(1, counter.Read());
        _cgroups.Remove(_group);
        Assert.Equal(1, counter.Read());
    }

    // As when systemd removes a scope by itself, before the change of its file was announced.
    [Fact]
    public async Task Read_RealKillAndRemovalUnread_IsToldByTheGroupAbove()
    {
        Assert.SkipUnless(_cgroups.Version == CgroupVersion.Unified, "only version 2 counts above");
        var files = MakeGroup("/own");
        using var counter = Open(loop: null, files);

        await RunOutOfMemoryAsync(files);
        _cgroups.Remove(_group + "/own");

        Assert.Equal(1, counter.Read());
    }

    [Fact]
    public void Read_GoneAndCountedAbove_IsCounted()
    {
        using var counter = OpenRemovable(above: Write("above", 5));

        Remove();
        Write("above", 6);

        Assert.Equal(1, counter.Read());
        Write("above", 7); // somebody else's: this one has long ended
        Assert.Equal(1, counter.Read());
    }

    [Fact]
    public void Read_GoneAndANeighbourWasKilled_IsNotCounted()
    {
        using var counter = OpenRemovable(above: Write("above", 0));
        using var neighbour = _counters.Open("neighbour", new OomFiles { Own = Write("neighbour", 0), Above = PathOf("above") })!;

        Remove();
        Write("neighbour", 2);
        Write("above", 2);

        Assert.Equal((0, 2), (counter.Read(), neighbour.Read()));
    }

    [Fact]
    public void Read_GoneAndBothWereKilled_CountsItsOwn()
    {
        using var counter = OpenRemovable(above: Write("above", 0));
        using var neighbour = _counters.Open("neighbour", new OomFiles { Own = Write("neighbour", 0), Above = PathOf("above") })!;

        Remove();
        Write("neighbour", 2);
        Write("above", 3);

        Assert.Equal((1, 2), (counter.Read(), neighbour.Read()));
    }

    // memory.events of the group above is a step behind that of the neighbour.
    [Fact]
    public void Read_AboveLagsBehindANeighbour_TheKillIsNotTakenForAnothers()
    {
        using var counter = OpenRemovable(above: Write("above", 0));
        using var neighbour = _counters.Open("neighbour", new OomFiles { Own = Write("neighbour", 0), Above = PathOf("above") })!;
        Write("neighbour", 1);
        Assert.Equal(1, neighbour.Read());

        Remove();
        Write("above", 1);

        Assert.Equal(0, counter.Read());
    }

    [Fact]
    public void Read_AboveCountedForNobodyKnown_IsNotCounted()
    {
        using var counter = OpenRemovable(above: Write("above", 0));
        Write("above", 4);
        Assert.Equal(0, counter.Read());

        Remove();

        Assert.Equal(0, counter.Read());
    }

    [Fact]
    public void Open_AfterAnOlderKeeper_HasTheKillsOfBefore()
    {
        using var counter = _counters.Open("old", new OomFiles { Own = Write("own", 2), Above = Write("above", 9) })!;
        Write("own", 3);
        Write("above", 10);

        Assert.Equal(3, counter.Read());
    }

    [Fact]
    public void Open_NoSuchFile_IsToldAndNoCounter()
    {
        Assert.Null(_counters.Open("c", new OomFiles { Own = PathOf("absent") }));

        Assert.Contains("c: its OOM kills are not counted", _told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotAskedFor_IsNoCounter()
    {
        Assert.Null(_counters.Open("c", files: null));

        Assert.Empty(_told.ToString());
    }

    private OomCounter Open(EventLoop? loop, OomCounterFiles files) =>
        new OomCounters(files.Above is null ? null : loop, new KeeperJournal(_told, TimeProvider.System))
            .Open("c", new OomFiles { Own = files.Own, Above = files.Above ?? "" })!;

    private OomCounter OpenRemovable(string above) => _counters.Open("c", new OomFiles { Own = MakeGroup().Own, Above = above })!;

    private void Remove() => _cgroups.Remove(_group);

    private OomCounterFiles MakeGroup(string below = "")
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making cgroups needs root");
        var files = _cgroups.OomCounterFiles(_group + below);
        Assert.SkipWhen(files is null, "no memory controller");
        _cgroups.Create(_group + below);
        return files;
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private string Write(string name, int kills)
    {
        File.WriteAllText(PathOf(name), $"low 0\nmax 7\noom 3\noom_kill {kills}\n");
        return PathOf(name);
    }

    private static async Task RunOutOfMemoryAsync(OomCounterFiles files)
    {
        var group = Path.GetDirectoryName(files.Own)!;
        var limit = files.Above is null ? "memory.limit_in_bytes" : "memory.max";
        await File.WriteAllTextAsync($"{group}/{limit}", $"{32 << 20}", Token);
        using var program = System.Diagnostics.Process.Start("sh", ["-c", $"echo $$ >{group}/cgroup.procs && exec tail /dev/zero"]);
        await program.WaitForExitAsync(Token);
        Assert.Equal(137, program.ExitCode);
    }
}
