using System.Diagnostics;
using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>What both versions promise, against the real kernel.</summary>
[Trait("needs", "root")]
public abstract class CgroupsContract
{
    private const int Killed = 137;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ICgroups Cgroups { get; }

    protected abstract IReadOnlyList<string> MountPoints { get; }

    [Fact]
    public async Task Create_NestedPath_IsThereInEveryHierarchyAndTwiceIsSuccess()
    {
        await using var group = NewGroup();

        Cgroups.Create($"{group.Path}/pod1");
        Cgroups.Create($"{group.Path}/pod1");

        Assert.All(group.Directories, directory => Assert.True(Directory.Exists($"{directory}/pod1"), directory));
    }

    [Fact]
    public async Task Create_FailsBelow_LeavesNothing()
    {
        await using var group = NewGroup();
        var tooDeep = group.Path + string.Concat(Enumerable.Repeat($"/{new string('d', 250)}", 20));

        Assert.ThrowsAny<Exception>(() => Cgroups.Create(tooDeep)); // longer than PATH_MAX

        Assert.All(group.Directories, directory => Assert.False(Directory.Exists(directory), directory));
    }

    [Fact]
    public async Task Remove_GroupsBelow_AreRemovedToo()
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/pod1/a/b");
        Cgroups.Create($"{group.Path}/pod1/c");

        Cgroups.Remove(group.Path);

        Assert.All(group.Directories, directory => Assert.False(Directory.Exists(directory), directory));
    }

    [Fact]
    public void Thaw_Absent_IsSuccess() => Cgroups.Thaw($"/crtest-cgroups-{Guid.NewGuid():N}");

    [Fact]
    public void Remove_Absent_IsSuccess() => Cgroups.Remove($"/crtest-cgroups-{Guid.NewGuid():N}/pod1");

    [Fact]
    public async Task Remove_ProcessInside_IsBusyAndTheProcessLives()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var program = await group.StartAsync("exec sleep 1000");

        var error = Assert.Throws<LinuxException>(() => Cgroups.Remove(group.Path));

        Assert.Equal(Errno.Busy, error.Errno);
        Assert.False(program.HasExited);
    }

    [Fact]
    public async Task Processes_InAndBelow_AreAllTold()
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/below/deeper"); // Version 2 wants processes in groups without children only.
        Cgroups.Create($"{group.Path}/beside");
        var deeper = await group.StartAsync("exec sleep 1000", "/below/deeper");
        var beside = await group.StartAsync("exec sleep 1000", "/beside");

        Assert.Equal(new[] { deeper.Id, beside.Id }.Order(), Cgroups.Processes(group.Path).Order());
        Assert.Equal([deeper.Id], Cgroups.Processes($"{group.Path}/below/deeper"));
    }

    [Fact]
    public void Processes_Absent_AreNone() => Assert.Empty(Cgroups.Processes($"/crtest-cgroups-{Guid.NewGuid():N}"));

    [Theory]
    [InlineData("exec sleep 1000")]
    [InlineData("trap '' TERM INT HUP; while :; do sleep 1000; done")]
    [InlineData("sleep 1000 & (sleep 1000 & sleep 1000) & wait")]
    [InlineData("kill -STOP $$")]
    public async Task Kill_Running_EndsAllOfIt(string script)
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        var program = await group.StartAsync(script);

        await Cgroups.KillAsync(group.Path, Token);

        Assert.Empty(Cgroups.Processes(group.Path));
        Assert.Equal(Killed, await ExitCodeAsync(program));
        Cgroups.Remove(group.Path);
    }

    [Fact]
    public async Task Kill_GroupsBelow_EndToo()
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/a/b");
        var program = await group.StartAsync("exec sleep 1000", "/a/b");

        await Cgroups.KillAsync(group.Path, Token);

        Assert.Equal(Killed, await ExitCodeAsync(program));
    }

    // Eight chains in which each process starts the next one and ends: a list of processes is out of date before it is read.
    [Fact]
    public async Task Kill_ProcessesThatForkAway_Ends()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);
        await group.StartAsync("f() { (f) & }; for chain in 1 2 3 4 5 6 7 8; do f; done; exit");

        await Cgroups.KillAsync(group.Path, Token);

        Assert.Empty(Cgroups.Processes(group.Path));
        Cgroups.Remove(group.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a/b")]
    public async Task Kill_Frozen_Ends(string frozen)
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/a/b");
        var program = await group.StartAsync("exec sleep 1000", "/a/b");
        await FreezeAsync(group.Path + frozen);

        await Cgroups.KillAsync(group.Path, Token);

        Assert.Equal(Killed, await ExitCodeAsync(program));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a/b")]
    public async Task Thaw_Frozen_TakesSignalsAgain(string frozen)
    {
        await using var group = NewGroup();
        Cgroups.Create($"{group.Path}/a/b");
        var program = await group.StartAsync("trap 'exit 7' TERM; echo trapped; while :; do sleep 0.05; done", "/a/b");
        Assert.Equal("trapped", await program.StandardOutput.ReadLineAsync(Token));
        await FreezeAsync(group.Path + frozen);
        using (var kill = Process.Start("kill", [program.Id.ToString()]))
        {
            await kill.WaitForExitAsync(Token);
        }

        Cgroups.Thaw(group.Path);

        Assert.Equal(7, await ExitCodeAsync(program));
    }

    [Fact]
    public async Task Kill_Absent_IsSuccess() => await Cgroups.KillAsync($"/crtest-cgroups-{Guid.NewGuid():N}", Token);

    [Fact]
    public async Task Kill_Empty_IsSuccess()
    {
        await using var group = NewGroup();
        Cgroups.Create(group.Path);

        await Cgroups.KillAsync(group.Path, Token);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/../etc")]
    [InlineData("relative")]
    public async Task AnyCall_PathThatLeadsElsewhere_IsRefused(string path)
    {
        Assert.Throws<FailureException>(() => Cgroups.Create(path));
        Assert.Throws<FailureException>(() => Cgroups.Remove(path));
        Assert.Throws<FailureException>(() => Cgroups.Thaw(path));
        Assert.Throws<FailureException>(() => Cgroups.Processes(path));
        Assert.Throws<FailureException>(() => Cgroups.OomCounterFiles(path));
        await Assert.ThrowsAsync<FailureException>(() => Cgroups.KillAsync(path, Token));
    }

    protected abstract Task FreezeAsync(string path);

    private protected TestGroup NewGroup() => new(Cgroups, MountPoints);

    protected static async Task<int> ExitCodeAsync(Process program)
    {
        await program.WaitForExitAsync(Token);
        return program.ExitCode;
    }
}
