using System.Diagnostics;
using System.Runtime.InteropServices;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.Tests.PodSandbox.Specs.Kernel;

/// <summary>A container of busybox on this host: its bundle, its pod's pinned namespaces and its cgroup, all gone after the test.</summary>
internal sealed class TestBundle : IAsyncDisposable
{
    private const string Busybox = "/usr/bin/busybox";

    private static readonly string[] Applets =
        ["sh", "cat", "id", "grep", "ls", "mount", "touch", "env", "hostname", "mkdir", "unshare", "sleep", "echo", "head", "stat", "mknod", "ps"];

    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("crtest-specs-").FullName;
    private readonly SandboxNamespaces _namespaces = new();
    private readonly ICgroups _cgroups = HostCgroups.Open();
    private readonly string _name = $"crtest-specs-{Guid.NewGuid():N}";

    public string Directory => _directory;

    public string Root => Path.Combine(_directory, "rootfs");

    public string Id => _name;

    public SandboxFacts Sandbox { get; private set; } = TestInput.Sandbox();

    public NodeFacts Node { get; } = TestNode.Ordinary with
    {
        Description = NodeInspection.Read(),
        CgroupVersion = HostCgroups.Open().Version,
        SwapController = false,
        HugetlbController = false,
        Architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
    };

    public static async Task<TestBundle> CreateAsync(CancellationToken cancellationToken)
    {
        var bundle = new TestBundle();
        System.IO.Directory.CreateDirectory(Path.Combine(bundle.Root, "bin"));
        File.Copy(Busybox, Path.Combine(bundle.Root, "bin", "busybox"));
        foreach (var applet in Applets)
        {
            File.CreateSymbolicLink(Path.Combine(bundle.Root, "bin", applet), "busybox");
        }

        System.IO.Directory.CreateDirectory(Path.Combine(bundle._directory, "shm"));
        await File.WriteAllTextAsync(Path.Combine(bundle._directory, "hosts"), "127.0.0.1 localhost\n", cancellationToken);
        var paths = await bundle._namespaces.CreateAsync(
            new SandboxNamespaceRequest
            {
                Directory = Path.Combine(bundle._directory, "ns"),
                Network = true,
                Ipc = true,
                Uts = true,
                Hostname = "pod-host",
            },
            cancellationToken);
        bundle.Sandbox = bundle.Sandbox with
        {
            Namespaces = paths,
            CgroupParent = $"/{bundle._name}",
            HostsPath = Path.Combine(bundle._directory, "hosts"),
            ResolvConfPath = Path.Combine(bundle._directory, "hosts"),
            HostnamePath = Path.Combine(bundle._directory, "hosts"),
            ShmPath = Path.Combine(bundle._directory, "shm"),
        };
        await OneHierarchyPerControllerAsync(cancellationToken);
        return bundle;
    }

    /// <summary>The input for a container that runs this script.</summary>
    public ContainerSpecInput Script(string script, string json = "{}")
    {
        var config = TestInput.Container(json);
        config.Command.Clear();
        config.Command.AddRange(["/bin/sh", "-c", script]);
        return TestInput.Of(config) with { ContainerId = _name, Sandbox = Sandbox, Node = Node, RootPath = Root };
    }

    /// <summary>Runs the container to its end and returns what it wrote.</summary>
    public async Task<string> RunAsync(string runtime, Spec spec, CancellationToken cancellationToken)
    {
        var bundle = await WriteAsync(spec, cancellationToken);
        return await ExecuteAsync(runtime, ["--root", StateOf(runtime), "run", "--bundle", bundle, _name], cancellationToken);
    }

    /// <summary>Runs a further program in the container that <see cref="StartAsync"/> started.</summary>
    public Task<string> ExecAsync(string runtime, string[] command, CancellationToken cancellationToken) =>
        ExecuteAsync(runtime, ["--root", StateOf(runtime), "exec", StartedId, .. command], cancellationToken);

    /// <summary>Starts a container in the background and returns the id of its first process.</summary>
    public async Task<int> StartAsync(string runtime, Spec spec, CancellationToken cancellationToken)
    {
        var bundle = await WriteAsync(spec, cancellationToken);
        var pidFile = Path.Combine(_directory, "pid");
        await ExecuteAsync(runtime, ["--root", StateOf(runtime), "create", "--bundle", bundle, "--pid-file", pidFile, StartedId], cancellationToken, isDetached: true);
        await ExecuteAsync(runtime, ["--root", StateOf(runtime), "start", StartedId], cancellationToken);
        return int.Parse(await File.ReadAllTextAsync(pidFile, cancellationToken));
    }

    public Task DeleteStartedAsync(string runtime, CancellationToken cancellationToken) =>
        ExecuteAsync(runtime, ["--root", StateOf(runtime), "delete", "--force", StartedId], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _namespaces.RemoveAsync(Path.Combine(_directory, "ns"), CancellationToken.None);
        _cgroups.Remove(Sandbox.CgroupParent);
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private string StartedId => _name + "-started";

    private string StateOf(string runtime) => Path.Combine(_directory, "state-" + runtime);

    private async Task<string> WriteAsync(Spec spec, CancellationToken cancellationToken)
    {
        var bundle = Path.Combine(_directory, Guid.NewGuid().ToString("N"));
        System.IO.Directory.CreateDirectory(bundle);
        await File.WriteAllBytesAsync(Path.Combine(bundle, "config.json"), spec.ToJson(), cancellationToken);
        return bundle;
    }

    // crun 1.8 refuses a version 2 tree with controllers beside version 1 ones (hybrid) until each has a version 1 tree.
    private static async Task OneHierarchyPerControllerAsync(CancellationToken cancellationToken)
    {
        const string Hugetlb = "/sys/fs/cgroup/hugetlb";
        var mounts = await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken);
        if (mounts.Contains(" /sys/fs/cgroup/unified ", StringComparison.Ordinal) && !mounts.Contains($" {Hugetlb} ", StringComparison.Ordinal))
        {
            System.IO.Directory.CreateDirectory(Hugetlb);
            await ExecuteAsync("mount", ["-t", "cgroup", "-o", "hugetlb", "cgroup", Hugetlb], cancellationToken);
        }
    }

    private static async Task<string> ExecuteAsync(string program, string[] arguments, CancellationToken cancellationToken, bool isDetached = false)
    {
        // A detached container keeps its standard output open: a pipe would never end.
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = !isDetached,
            RedirectStandardError = !isDetached,
            RedirectStandardInput = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        var output = isDetached ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = isDetached ? Task.FromResult("") : process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {arguments[2]}: exit {process.ExitCode}: {await output}{await error}");
    }
}
