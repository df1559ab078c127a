using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>gVisor's runsc beside crun and runc: a kernel of the container's own, in user space.</summary>
public sealed class GvisorTests(TestHost host)
{
    // Not KVM: needs no hardware. The node's network namespace as it is: more than one container of a pod can have it.
    private const string Configuration = """
        defaultRuntime: crun
        runtimes:
          crun: {path: crun}
          runsc: {path: runsc, arguments: [--platform=ptrace, --network=host], privilegedWithoutHostDevices: true}
        """;

    [Fact]
    public async Task Container_RunsOnGvisorsKernel_AndEndsLikeAnyOther()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/runsc"), "the package runsc is not installed");
        await using var node = await TestNode.StartAsync(host, more: Configuration);
        await using (var pod = await node.RunPodAsync(Pods.Networked(node), "runsc"))
        {
            var container = await pod.StartAsync("sh", "-c", "dmesg; uname -r; echo error >&2; trap 'echo asked; exit 3' TERM; while :; do sleep 0.1; done");
            await container.LoggedAsync("Starting gVisor");
            await container.LoggedAsync("error");

            Assert.DoesNotContain((await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim(), container.LogText("stdout"), StringComparison.Ordinal);
            Assert.Equal("error\n", container.LogText("stderr"));
            Assert.Contains("gVisor", (await container.ExecAsync("dmesg")).Succeeded(), StringComparison.Ordinal);
            Assert.Equal(7, (await container.ExecAsync("sh", "-c", "exit 7")).ExitCode);
            Assert.Equal($"{pod.Config.Hostname}\n", (await container.ExecAsync("hostname")).Succeeded());
            Assert.Contains(await pod.AddressAsync(), (await container.ExecAsync("ip", "addr")).Succeeded(), StringComparison.Ordinal);

            // A second container of the pod; and one daemon later all is as it was.
            Assert.Equal(5, (await pod.RunAsync("sh", "-c", "exit 5")).ExitCode);
            await node.EndDaemonAsync();
            await node.StartDaemonAsync();
            Assert.Equal("still\n", (await container.ExecAsync("echo", "still")).Succeeded());

            await container.StopAsync(timeout: 10);
            Assert.Equal(3, (await container.StatusAsync()).ExitCode);
            await container.LoggedAsync("asked");

            var stubborn = await pod.StartAsync("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done");
            await stubborn.StopAsync(timeout: 0);
            Assert.Equal(137, (await stubborn.StatusAsync()).ExitCode);
        }

        var remains = await Deadlines.UntilAsync(() => Task.FromResult(node.Leftovers()), found => found.Count == 0, TimeSpan.FromSeconds(5));
        Assert.Empty(remains);
    }
}
