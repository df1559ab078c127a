using CriSharp.Failures;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.OciSpec;
using Xunit;
using Handlers = CriSharp.Runtime.OciRuntimes.OciRuntimes;

namespace CriSharp.Tests.Runtime.OciRuntimes;

/// <summary>A container by the real programs, their command lines and the host's control groups together.</summary>
[Trait("needs", "root")]
public sealed class ContainerLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crisharp-container-").FullName;
    private readonly string _id = $"crtest-cgroups-{Guid.NewGuid():N}";
    private readonly ICgroups _cgroups = HostCgroups.Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Pod => $"/{_id}";

    public void Dispose()
    {
        _cgroups.Remove(Pod);
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("crun", "running")]
    [InlineData("runc", "running")]
    [InlineData("crun", "paused")]
    [InlineData("runc", "paused")]
    [InlineData("crun", "created")]
    [InlineData("runc", "created")]
    public async Task Life_CreatedInAPodsCgroup_IsKilledAndDeletedInAnyState(string program, string state)
    {
        var runtime = Installed(program);
        await WriteBundleAsync("sleep", "1000");
        _cgroups.Create(Pod);

        await RunAsync(runtime.CreateCommand(_id, _directory, Path.Join(_directory, "pid"), null));
        if (state != "created")
        {
            await RunAsync(runtime.StartCommand(_id));
        }

        if (state == "paused")
        {
            await RunAsync([.. runtime.StartCommand(_id).SkipLast(2), "pause", _id]);
        }

        var pid = int.Parse(await File.ReadAllTextAsync(Path.Join(_directory, "pid"), Token));
        Assert.Contains(pid, _cgroups.Processes(Pod));

        await _cgroups.KillAsync(Pod, Token);
        Assert.Empty(_cgroups.Processes(Pod));

        await runtime.DeleteAsync(_id, Token);
        await runtime.DeleteAsync(_id, Token);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Exec_ProcessFile_RunsInTheContainer(string program)
    {
        var runtime = Installed(program);
        await WriteBundleAsync("sleep", "1000");
        await RunAsync(runtime.CreateCommand(_id, _directory, Path.Join(_directory, "pid"), null));
        await RunAsync(runtime.StartCommand(_id));
        await File.WriteAllTextAsync(
            Path.Join(_directory, "process.json"), """{"cwd":"/","user":{"uid":0,"gid":0},"args":["/bin/sleep","1001"],"env":["PATH=/bin"]}""", Token);

        await RunAsync(runtime.ExecCommand(_id, Path.Join(_directory, "process.json"), Path.Join(_directory, "exec.pid"), null));

        var pid = await File.ReadAllTextAsync(Path.Join(_directory, "exec.pid"), Token);
        await BecomesAsync(pid, "/bin/sleep\01001\0");
        Assert.Contains(int.Parse(pid), _cgroups.Processes(Pod));
        await runtime.DeleteAsync(_id, Token);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Update_Limits_AreShownByTheKernel(string program)
    {
        var runtime = Installed(program);
        await WriteBundleAsync("sleep", "1000");
        await RunAsync(runtime.CreateCommand(_id, _directory, Path.Join(_directory, "pid"), null));
        await RunAsync(runtime.StartCommand(_id));
        var cgroup = $"{Pod}/container";

        // Up and down again, so that memory and swap must be written in either order.
        foreach (var bytes in new[] { 256L << 20, 32L << 20, 64L << 20 })
        {
            var limits = new LinuxResources
            {
                Memory = new LinuxMemory { Limit = bytes, Swap = HasFile(cgroup, "memory.memsw.limit_in_bytes") ? bytes : null },
                Cpu = new LinuxCpu { Shares = (ulong)(bytes >> 20), Quota = bytes >> 10, Period = 50_000, Cpus = "0" },
                Pids = new LinuxPids(bytes >> 20),
            };
            await runtime.UpdateAsync(_id, limits, Token);

            Assert.All(
                CgroupSettings.Of(limits, _cgroups.Version).Where(setting => setting.IsShown), setting => Assert.True(_cgroups.IsInForce(cgroup, setting), $"{setting}"));
        }

        await runtime.DeleteAsync(_id, Token);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Update_Refused_SaysTheCause(string program)
    {
        var runtime = Installed(program);
        await WriteBundleAsync("sleep", "1000");
        await RunAsync(runtime.CreateCommand(_id, _directory, Path.Join(_directory, "pid"), null));
        await RunAsync(runtime.StartCommand(_id));

        var error = await Assert.ThrowsAsync<FailureException>(
            () => runtime.UpdateAsync(_id, new LinuxResources { Cpu = new LinuxCpu { Cpus = "4000" } }, Token));

        Assert.StartsWith($"update container {_id}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("cpuset.cpus", error.Message, StringComparison.Ordinal);
        Assert.Contains("numerical result out of range", error.Message, StringComparison.OrdinalIgnoreCase);
        await runtime.DeleteAsync(_id, Token);
    }

    private bool HasFile(string cgroup, string file) => _cgroups.Read(cgroup, "memory", file) is not null;

    [Theory]
    [InlineData("crun", "executable file `/bin/nothing` not found")]
    [InlineData("runc", "exec: \"/bin/nothing\": stat /bin/nothing: no such file or directory")]
    public async Task Create_NoSuchCommand_SaysWhich(string program, string expected)
    {
        var runtime = Installed(program);
        await WriteBundleAsync("/bin/nothing");

        var result = await ProgramAsync(runtime.CreateCommand(_id, _directory, Path.Join(_directory, "pid"), null));

        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith(expected, OciRuntimeMessage.Of(result), StringComparison.Ordinal);
        await runtime.DeleteAsync(_id, Token);
    }

    // A detached exec answers when the process is there; it becomes the command a moment later, and nothing tells when.
    private static async Task BecomesAsync(string pid, string commandLine)
    {
        while (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", Token) != commandLine)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), Token);
        }
    }

    private static async Task RunAsync(IReadOnlyList<string> command)
    {
        var result = await ProgramAsync(command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.ErrorText}");
    }

    private static Task<ProgramResult> ProgramAsync(IReadOnlyList<string> command) =>
        ProgramRunner.RunAsync(new ProgramStart { Path = command[0], Arguments = [.. command.Skip(1)], Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] }, Token);

    private IOciRuntime Installed(string program)
    {
        var handlers = new Handlers([new() { Name = program, Root = Path.Join(_directory, "state") }]);
        Assert.SkipWhen(handlers.Handlers()[0].Problem is not null, $"{program} is not installed");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "busybox-static is not installed");
        return handlers.Find(program);
    }

    private async Task WriteBundleAsync(params string[] arguments)
    {
        var bin = Directory.CreateDirectory(Path.Join(_directory, "rootfs", "bin")).FullName;
        File.Copy("/bin/busybox", Path.Join(bin, "busybox"));
        File.CreateSymbolicLink(Path.Join(bin, "sleep"), "busybox");
        await File.WriteAllTextAsync(Path.Join(_directory, "config.json"), $$"""
            {
              "ociVersion": "1.0.2",
              "root": { "path": "rootfs" },
              "process": { "cwd": "/", "user": { "uid": 0, "gid": 0 }, "env": ["PATH=/bin"], "args": ["{{string.Join("\", \"", arguments)}}"] },
              "mounts": [
                { "destination": "/proc", "type": "proc", "source": "proc" },
                { "destination": "/dev", "type": "tmpfs", "source": "tmpfs" }
              ],
              "linux": {
                "cgroupsPath": "{{Pod}}/container",
                "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "ipc" }, { "type": "uts" }]
              }
            }
            """, Token);
    }
}
