using System.Globalization;
using System.Text;
using CriSharp.Failures;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Processes;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

[Trait("needs", "root")]
public sealed class ExecAndLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Exec_OnTheCallersPipes_OutputAndExitCodeArrive(string runtime)
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container(runtime, ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        using var input = Pipe.Open();
        using var output = Pipe.Open();

        var request = container.Exec("exec1", "/bin/sh", "-c", "cat; echo done; exit 7") with { Stdin = input.Reader, Stdout = output.Writer };
        var exec = await keeper.Client.ExecAsync(request, Token);
        output.Writer.Dispose();
        input.Reader.Dispose();
        Descriptor.TryWrite(input.Writer, "in\n"u8);
        input.Writer.Dispose();

        Assert.Equal("in\ndone\n", await ReadAllAsync(output));
        Assert.Equal(7, await exec.ExitCode.WaitAsync(Token));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exec_Signalled_EndsWithThatSignal()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        var exec = await keeper.Client.ExecAsync(container.Exec("exec1", "/bin/sleep", "1000"), Token);

        await exec.SignalAsync(9, Token);

        Assert.Equal(137, await exec.ExitCode.WaitAsync(Token));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exec_ManyShortOnes_AllExitCodesArrive()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();

        var codes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            var exec = await keeper.Client.ExecAsync(container.Exec($"exec{number}", "/bin/sh", "-c", $"exit {number}"), Token);
            return await exec.ExitCode.WaitAsync(Token);
        }));

        Assert.Equal(Enumerable.Range(0, 40), codes);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exec_CancelledWhenItsProcessIsThere_ThatIsKilled()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        var request = container.Exec("exec1", "/bin/true");
        var script = $"setsid sleep 1000 & echo $! > {request.PidFile}.new; mv {request.PidFile}.new {request.PidFile}; exec sleep 1000";
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var exec = keeper.Client.ExecAsync(request with { Command = ["/bin/sh", "-c", script] }, cancellation.Token);
        await TestKeeper.FileAsync(request.PidFile);
        using var process = PidFd.Open(int.Parse(await File.ReadAllTextAsync(request.PidFile, Token), CultureInfo.InvariantCulture));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exec);
        await process.EndedAsync(EventLoop.Shared, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exec_KeeperDies_ExitCodeIsUnavailable()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        var exec = await keeper.Client.ExecAsync(container.Exec("exec1", "/bin/sleep", "1000"), Token);

        await keeper.EndAsync(9);

        var failure = await Assert.ThrowsAsync<FailureException>(() => exec.ExitCode.WaitAsync(Token));
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        await keeper.StartAgainAsync();
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Exec_ContainerUnknown_IsNotFound()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/true"]);
        container.WriteBundle();

        var failure = await Assert.ThrowsAsync<FailureException>(() =>
            keeper.Client.ExecAsync(container.Exec("exec1", "/bin/true"), Token));

        Assert.Equal(FailureKind.NotFound, failure.Kind);
    }

    [Fact]
    public async Task ReopenLog_WhileLinesFlow_LosesAndTearsNone()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", "seq 1 300000; while [ ! -e /go ]; do sleep 0.02; done; seq 300001 300100");
        await container.LaunchAsync();
        var rotated = new StringBuilder();

        for (var i = 0; i < 10; i++)
        {
            File.Move(container.LogPath, container.LogPath + "." + i);
            await keeper.Client.ReopenLogAsync(container.Id, Token);
            Assert.True(File.Exists(container.LogPath));
            rotated.Append(await File.ReadAllTextAsync(container.LogPath + "." + i, Token));
        }

        await File.WriteAllTextAsync(Path.Combine(container.RootFs, "go"), "", Token);
        await keeper.ExitAsync(container.Id);
        rotated.Append(await File.ReadAllTextAsync(container.LogPath, Token));

        var contents = rotated.ToString()[..^1].Split('\n').Select(line => line.Split(' ', 4)[3]);
        Assert.Equal(Enumerable.Range(1, 300100).Select(number => $"{number}"), contents);
        await container.RemoveAsync();
    }

    [Fact]
    public async Task ReopenLog_DirectoryGone_IsAnErrorAndMakesNoFile()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        Directory.Delete(Path.GetDirectoryName(container.LogPath)!, recursive: true);

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.ReopenLogAsync(container.Id, Token));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.False(File.Exists(container.LogPath));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task ReopenLog_ContainerExited_MakesTheFile()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var container = keeper.Container("crun", ["/bin/true"]);
        await container.LaunchAsync();
        await keeper.ExitAsync(container.Id);
        File.Delete(container.LogPath);

        await keeper.Client.ReopenLogAsync(container.Id, Token);

        Assert.True(File.Exists(container.LogPath));
        await container.RemoveAsync();
    }

    [Fact]
    public async Task Keeper_AfterManyContainers_HoldsNoMoreDescriptorsAndHasNoZombies()
    {
        await using var keeper = await TestKeeper.StartAsync();
        await RunTenAsync(keeper);
        var before = Descriptors(keeper);

        await RunTenAsync(keeper);
        await RunTenAsync(keeper);

        Assert.True(Descriptors(keeper) <= before + 1, string.Join('\n', DescriptorNames(keeper)));
        await ChildlessAsync(keeper);
    }

    [Fact]
    public async Task Keeper_OrphanEnds_IsReaped()
    {
        await using var keeper = await TestKeeper.StartAsync();
        var go = Path.Combine(keeper.DirectoryPath, "go");
        var script = $"while [ ! -e {go} ]; do sleep 0.02; done & exit 1";
        var request = keeper.Container("crun", ["/bin/true"]).Request with { CreateCommand = ["/bin/sh", "-c", script] };

        await Assert.ThrowsAsync<FailureException>(() => keeper.Client.LaunchAsync(request, Token));
        Assert.Single(Children(keeper));
        await File.WriteAllTextAsync(go, "", Token);

        await ChildlessAsync(keeper);
    }

    /// <summary>
    /// Half of them with an exec, which the OCI runtime leaves to the keeper as an orphan, and a launch that fails.
    /// </summary>
    private static async Task RunTenAsync(TestKeeper keeper) => await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
    {
        var container = keeper.Container("crun", ["/bin/sleep", "1000"]);
        await container.LaunchAsync();
        if (number % 2 == 0)
        {
            await (await keeper.Client.ExecAsync(container.Exec($"{container.Id}-exec", "/bin/true"), Token)).ExitCode;
            await Assert.ThrowsAsync<FailureException>(() => keeper.Container("crun", ["/nope"]).LaunchAsync());
        }

        await keeper.Client.SignalAsync(container.Id, 9, Token);
        await keeper.ExitAsync(container.Id);
        await container.RemoveAsync();
    }));

    private static async Task ChildlessAsync(TestKeeper keeper)
    {
        while (Children(keeper).Length > 0)
        {
            await Task.Delay(5, Token);
        }
    }

    private static string[] DescriptorNames(TestKeeper keeper) =>
        [.. new DirectoryInfo($"/proc/{keeper.ProcessId}/fd").EnumerateFileSystemInfos().Select(fd => fd.LinkTarget ?? "")];

    private static int Descriptors(TestKeeper keeper) => DescriptorNames(keeper).Length;

    private static string[] Children(TestKeeper keeper) =>
    [
        .. from task in Directory.EnumerateDirectories($"/proc/{keeper.ProcessId}/task")
           from child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
           select child + " " + ProcessStat.TryRead(int.Parse(child)),
    ];

    private static async Task<string> ReadAllAsync(Pipe pipe)
    {
        using var reader = new AsyncDescriptor(pipe.Reader, EventLoop.Shared);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (await reader.ReadAsync(buffer, Token) is var count and > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
