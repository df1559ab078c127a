using CriSharp.Tests.Cli.Fakes;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary><c>run</c>: what it asks for, what it shows, what it leaves.</summary>
public sealed class RunTests : VerbTests
{
    [Fact]
    public async Task Run_Foreground_StreamsBothOutputsAndReturnsTheExitCode()
    {
        HaveBusybox();
        Runtime.Program = container =>
        {
            container.Write("stdout", "out");
            container.Write("stderr", "err");
            container.Write("stdout", "no end", partial: true);
            return Task.FromResult(3);
        };

        var exitCode = await Shell.RunAsync("run", "busybox", "sh", "-c", "echo out", "-e");

        Assert.Equal((3, "out\nno end", "err\n"), (exitCode, Shell.Output, Shell.Error));
        Assert.Equal(["sh", "-c", "echo out", "-e"], Runtime.Single<Cri.CreateContainerRequest>().Config.Args);
        Assert.Equal(Cri.PodSandboxState.SandboxNotready, Assert.Single(Runtime.Pods.Values).State);
        Assert.Equal(Cri.ContainerState.ContainerExited, Runtime.Only().State);
    }

    [Fact]
    public async Task Run_Output_IsBytesExactly()
    {
        HaveBusybox();
        byte[] content = [0xff, 0x00, 0xfe, 0x1b, 0x20];
        Runtime.Program = container =>
        {
            File.WriteAllBytes(container.LogPath, [.. "2026-01-02T03:04:05.1Z stdout P "u8, .. content, (byte)'\n']);
            return Task.FromResult(0);
        };

        await Shell.RunAsync("run", "busybox");

        Assert.Equal(content, Shell.OutputBytes);
    }

    [Fact]
    public async Task Run_OutputWhileItRuns_AppearsAtOnce()
    {
        HaveBusybox();
        var go = new TaskCompletionSource();
        Runtime.Program = async container =>
        {
            container.Write("stdout", "first");
            await go.Task;
            container.Write("stdout", "last");
            return 0;
        };

        var running = Shell.RunAsync("run", "busybox");
        await Shell.OutputContainsAsync("first\n");
        go.SetResult();

        Assert.Equal(0, await running);
        Assert.Equal("first\nlast\n", Shell.Output);
    }

    [Fact]
    public async Task Run_Remove_LeavesNothing()
    {
        HaveBusybox();
        Runtime.Program = _ => Task.FromResult(0);

        Assert.Equal(0, await Shell.RunAsync("run", "--rm", "--name", "web", "busybox"));

        Assert.Empty(Runtime.Pods);
        Assert.Empty(Runtime.Containers);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Daemon.LogRoot));
    }

    [Fact]
    public async Task Run_OutOfMemory_IsTold()
    {
        HaveBusybox();
        Runtime.Program = container =>
        {
            container.Reason = "OOMKilled";
            return Task.FromResult(137);
        };

        await AssertFailsAsync(137, "crisharp: web: OOMKilled", "run", "--name", "web", "busybox");
    }

    [Fact]
    public async Task Run_Detached_PrintsTheIdAndReturns()
    {
        HaveBusybox();

        Assert.Equal(0, await Shell.RunAsync("run", "-d", "busybox"));

        Assert.Equal($"{Runtime.Only().Id}\n", Shell.Output);
        Assert.Equal(Cri.ContainerState.ContainerRunning, Runtime.Only().State);
        Assert.Equal(Cri.PodSandboxState.SandboxReady, Assert.Single(Runtime.Pods.Values).State);
    }

    [Fact]
    public async Task Run_EveryOption_IsAskedFor()
    {
        HaveBusybox();
        Shell.Environment["MINE"] = "x";

        var exitCode = await Shell.RunAsync(
            "run", "-dp", "8080:80", "-p", "127.0.0.1:53:53/udp", "-m64m", "--cpus=0.5", "-e", "A=b=c", "-e", "MINE", "-e", "NOPE",
            "-v", "/etc:/host:ro", "-w", "/tmp", "--name", "web", "--hostname", "box", "-u", "1000:100", "--entrypoint", "/bin/sh",
            "--read-only", "--label", "tier=front", "--runtime", "runc", "busybox", "-c", "true");

        Assert.Equal((0, ""), (exitCode, Shell.Error));
        var sandbox = Runtime.Single<Cri.RunPodSandboxRequest>();
        Assert.Equal("runc", sandbox.RuntimeHandler);
        Assert.Equal("web", sandbox.Config.Metadata.Name);
        Assert.Equal("box", sandbox.Config.Hostname);
        Assert.True(Guid.TryParse(sandbox.Config.Metadata.Uid, out _));
        Assert.Equal($"{Daemon.LogRoot}/default_web_{sandbox.Config.Metadata.Uid}", sandbox.Config.LogDirectory);
        Assert.Equal("", sandbox.Config.Linux.CgroupParent);
        Assert.Equal([(8080, 80), (53, 53)], sandbox.Config.PortMappings.Select(port => (port.HostPort, port.ContainerPort)));
        Assert.Equal("front", sandbox.Config.Labels["tier"]);

        var create = Runtime.Single<Cri.CreateContainerRequest>();
        var config = create.Config;
        Assert.Equal(sandbox.Config, create.SandboxConfig);
        Assert.Equal((FakeImages.BusyboxId, "busybox"), (config.Image.Image, config.Image.UserSpecifiedImage));
        Assert.Equal(["/bin/sh"], config.Command);
        Assert.Equal(["-c", "true"], config.Args);
        Assert.Equal(["A=b=c", "MINE=x"], config.Envs.Select(variable => $"{variable.Key}={variable.Value.ToStringUtf8()}"));
        Assert.Equal(new Cri.Mount { HostPath = "/etc", ContainerPath = "/host", Readonly = true }, Assert.Single(config.Mounts));
        Assert.Equal(("/tmp", "0.log"), (config.WorkingDir, config.LogPath));
        Assert.Equal(64 << 20, config.Linux.Resources.MemoryLimitInBytes);
        Assert.Equal((50_000, 100_000), (config.Linux.Resources.CpuQuota, config.Linux.Resources.CpuPeriod));
        Assert.Equal((1000, 100), (config.Linux.SecurityContext.RunAsUser.Value, config.Linux.SecurityContext.RunAsGroup.Value));
        Assert.True(config.Linux.SecurityContext.ReadonlyRootfs);
        Assert.Equal(Cri.SecurityProfile.Types.ProfileType.RuntimeDefault, config.Linux.SecurityContext.Seccomp.ProfileType);
        Assert.Contains("/proc/kcore", config.Linux.SecurityContext.MaskedPaths);
    }

    [Fact]
    public async Task Run_PrivilegedOnHostNetwork_IsAskedFor()
    {
        HaveBusybox();

        await Shell.RunAsync("run", "-d", "--privileged", "--network", "host", "busybox");

        var sandbox = Runtime.Single<Cri.RunPodSandboxRequest>().Config;
        Assert.Equal("", sandbox.Hostname);
        Assert.True(sandbox.Linux.SecurityContext.Privileged);
        Assert.Equal(Cri.NamespaceMode.Node, sandbox.Linux.SecurityContext.NamespaceOptions.Network);
        var security = Runtime.Single<Cri.CreateContainerRequest>().Config.Linux.SecurityContext;
        Assert.True(security.Privileged);
        Assert.Empty(security.MaskedPaths);
        Assert.Equal(Cri.NamespaceMode.Node, security.NamespaceOptions.Network);
        Assert.Equal(Cri.SecurityProfile.Types.ProfileType.Unconfined, security.Seccomp.ProfileType);
    }

    [Fact]
    public async Task Run_MissingImage_IsPulledFirst()
    {
        Runtime.Program = _ => Task.FromResult(0);

        var exitCode = await Shell.RunAsync("run", "busybox");

        Assert.Equal((0, ""), (exitCode, Shell.Output));
        Assert.Equal("busybox", Assert.Single(Daemon.Node.Pulls).Image);
        Assert.StartsWith("pulling busybox\nlayer 99aabbccddee: downloading, 1kB\nlayer 99aabbccddee: done, 1kB\npulled busybox in ", Shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PullAlways_PullsWhatIsThere()
    {
        HaveBusybox();

        await Shell.RunAsync("run", "-d", "--pull", "always", "busybox");

        Assert.Single(Daemon.Node.Pulls);
    }

    [Fact]
    public async Task Run_PullNever_DoesNot()
    {
        await AssertFailsAsync(
            125, "crisharp: run busybox: the image is not here, and --pull never forbids to fetch it", "run", "--pull", "never", "busybox");
        Assert.Empty(Daemon.Node.Pulls);
    }

    [Fact]
    public async Task Run_PullFails_Is125WithTheRegistrysWords()
    {
        Daemon.Node.PullStatus = new Status(StatusCode.Unknown, "RegistryUnavailable: pull busybox: registry answered 503");

        Assert.Equal(125, await Shell.RunAsync("run", "busybox"));

        Assert.EndsWith("crisharp: pull busybox: registry answered 503\n", Shell.Error, StringComparison.Ordinal);
        Assert.Empty(Runtime.Pods);
    }

    [Theory]
    [InlineData("RunPodSandboxRequest", "run pod web: no such plugin bridge", 125)]
    [InlineData("CreateContainerRequest", "create container web: no such mount source /x", 125)]
    [InlineData("StartContainerRequest", "start container web: executable file `frob` not found in $PATH", 127)]
    [InlineData("StartContainerRequest", "start container web: exec format error", 126)]
    [InlineData("StartContainerRequest", "start container web: cgroup is gone", 125)]
    public async Task Run_StepFails_IsToldAndUndone(string request, string detail, int exitCode)
    {
        HaveBusybox();
        Runtime.Failures[request] = new Status(StatusCode.Internal, detail);

        await AssertFailsAsync(exitCode, $"crisharp: {detail}", "run", "--name", "web", "busybox", "frob");

        Assert.Empty(Runtime.Pods);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Daemon.LogRoot));
    }

    [Fact]
    public async Task Run_UndoFailsToo_BothAreTold()
    {
        HaveBusybox();
        Runtime.Failures["CreateContainerRequest"] = new Status(StatusCode.Internal, "create: no");
        Runtime.Failures["StopPodSandboxRequest"] = new Status(StatusCode.Internal, "stop: no");

        await AssertFailsAsync(125, "crisharp: undo pod web: stop: no\ncrisharp: create: no", "run", "--name", "web", "busybox");
    }

    [Fact]
    public async Task Run_NameTaken_IsRefused()
    {
        HaveBusybox();
        Runtime.AddPod("web", "1");

        await AssertFailsAsync(
            125, "crisharp: run busybox: the name web is taken; remove its owner with 'crisharp rm web' or choose another", "run", "--name", "web", "busybox");
    }

    [Fact]
    public async Task Run_NoName_MakesOneUp()
    {
        HaveBusybox();

        await Shell.RunAsync("run", "-d", "busybox");

        var config = Runtime.Single<Cri.RunPodSandboxRequest>().Config;
        Assert.Matches("^[a-z]+-[a-z]+$", config.Metadata.Name);
        Assert.Equal(config.Metadata.Name, config.Hostname);
        Assert.Equal(config.Metadata.Name, Runtime.Only().Config.Metadata.Name);
    }

    [Theory]
    [InlineData("-it")]
    [InlineData("-i")]
    [InlineData("--tty")]
    public async Task Run_Interactive_IsRefused(string option)
    {
        Assert.Equal(125, await Shell.RunAsync("run", option, "busybox"));
        Assert.Contains("interactive use (-i, -t) is not there yet", Shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--memory", "64x")]
    [InlineData("--cpus", "none")]
    [InlineData("--publish", "80")]
    [InlineData("--volume", "x")]
    [InlineData("--env", "=")]
    [InlineData("--user", ":")]
    [InlineData("--label", "=")]
    [InlineData("--network", "none")]
    [InlineData("--pull", "sometimes")]
    [InlineData("--name", "../x")]
    public async Task Run_ImpossibleValue_IsUsageErrorBeforeAnything(string option, string value)
    {
        Assert.Equal(2, await Shell.RunAsync("run", option, value, "busybox"));
        Assert.StartsWith($"crisharp: {option} {value}: ", Shell.Error, StringComparison.Ordinal);
        Assert.Empty(Runtime.Requests);
    }

    [Theory]
    [InlineData("run", "-d", "--rm", "busybox")]
    [InlineData("run", "--network", "host", "-p", "80:80", "busybox")]
    [InlineData("run", "--network", "host", "--hostname", "x", "busybox")]
    [InlineData("run")]
    [InlineData("run", "--frob", "busybox")]
    [InlineData("run", "--name")]
    public async Task Run_ImpossibleCombination_IsUsageError(params string[] args) => Assert.Equal(2, await Shell.RunAsync(args));

    [Fact]
    public async Task Run_FirstSignal_StopsWithGraceAndReturnsTheExitCode()
    {
        HaveBusybox();
        Runtime.Program = async container =>
        {
            container.Write("stdout", "up");
            var grace = await container.Stopped.Task;
            container.Write("stdout", $"stopping within {grace}");
            return 143;
        };
        var running = Shell.RunAsync("run", "--rm", "busybox");
        await Shell.OutputContainsAsync("up\n");

        Assert.True(Shell.Interrupts.Raise());

        Assert.Equal(143, await running);
        Assert.Equal("up\nstopping within 10\n", Shell.Output);
        Assert.Empty(Runtime.Pods);
    }

    [Fact]
    public async Task Run_SecondSignal_KillsAndThirdIsLeftToTheProcess()
    {
        HaveBusybox();
        Runtime.Program = async container =>
        {
            container.Write("stdout", "up");
            await container.Stopped.Task;
            container.Write("stdout", "stubborn");
            await container.Killed.Task;
            return 137;
        };
        var running = Shell.RunAsync("run", "busybox");
        await Shell.OutputContainsAsync("up\n");
        Assert.True(Shell.Interrupts.Raise());
        await Shell.OutputContainsAsync("stubborn\n");

        Assert.True(Shell.Interrupts.Raise());

        Assert.Equal(137, await running);
        Assert.Equal([10, 0], Runtime.Requests.OfType<Cri.StopContainerRequest>().Select(request => request.Timeout));
    }

    [Fact]
    public async Task Run_SignalWhilePulling_CancelsThePullAndLeavesNothing()
    {
        Daemon.Node.PullCancelled = new TaskCompletionSource();
        var running = Shell.RunAsync("run", "busybox");
        await Shell.ErrorContainsAsync("downloading");

        Shell.Interrupts.Raise();

        Assert.Equal(130, await running);
        await Daemon.Node.PullCancelled.Task;
        Assert.Empty(Runtime.Pods);
    }

    [Fact]
    public async Task Run_DaemonRestarts_GoesOnWaiting()
    {
        HaveBusybox();
        Daemon.Node.WaitFailures = 2;
        Runtime.Program = _ => Task.FromResult(5);

        Assert.Equal(5, await Shell.RunAsync("run", "busybox"));
    }

    [Fact]
    public async Task Run_DaemonAway_SaysHowToStartIt()
    {
        using var shell = new FakeShell(null);

        Assert.Equal(125, await shell.RunAsync("--socket", "/nonexistent/d.sock", "run", "busybox"));
        Assert.StartsWith("crisharp: connect /nonexistent/d.sock: no daemon there; start it with ", shell.Error, StringComparison.Ordinal);
    }

    private void HaveBusybox() => Daemon.Images.All.Add(FakeImages.Busybox());
}
