using System.Text.RegularExpressions;
using CriSharp.Failures;
using CriSharp.Linux.Mounts;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Threads;
using CriSharp.Runtime.Namespaces;
using Xunit;

namespace CriSharp.Tests.Runtime.Namespaces;

/// <summary>Namespaces of a pod that has a user namespace, in the kernel.</summary>
[Trait("needs", "root")]
public sealed partial class UserNamespaceTests : IAsyncDisposable
{
    private static readonly IdMappings Mappings = new([new IdMapping(0, 300_000, 65536)], [new IdMapping(0, 400_000, 65536)]);

    private readonly string _parent = Directory.CreateTempSubdirectory("crtest-userns-").FullName;
    private readonly SandboxNamespaces _namespaces = new();

    public UserNamespaceTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces need root");

    private string Pins => Path.Combine(_parent, "ns");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _namespaces.RemoveAsync(Pins, CancellationToken.None);
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task Create_WithUserNamespace_OwnsTheOthersAndNoProcessStays()
    {
        var paths = await _namespaces.CreateAsync(All(), Cancellation);

        Assert.Equal(new SandboxNamespacePaths(Pins + "/net", Pins + "/ipc", Pins + "/uts", null, Pins + "/user"), paths);
        Assert.Equal(NamespaceKinds.User, NamespacePin.KindOf(paths.User!));
        foreach (var path in new[] { paths.Network!, paths.Ipc!, paths.Uts! })
        {
            Assert.Equal(InsideOf(paths.User!), OwnerOf(path));
        }

        Assert.DoesNotContain(HoldersOf(paths.User!), _ => true);
    }

    [Fact]
    public async Task Create_WithHostnameAndSysctls_SetsThemWhoeverOwnsThem()
    {
        var paths = await _namespaces.CreateAsync(
            All() with
            {
                Hostname = "mapped",
                Sysctls = new Dictionary<string, string>
                {
                    ["kernel.msgmax"] = "9001",
                    ["fs.mqueue.msg_max"] = "17",
                    ["kernel.domainname"] = "pods",
                    ["net.ipv4.ip_unprivileged_port_start"] = "77",
                },
            },
            Cancellation);

        string[] names = ["kernel/hostname", "kernel/msgmax", "fs/mqueue/msg_max", "kernel/domainname", "net/ipv4/ip_unprivileged_port_start"];
        var values = await DedicatedThread.RunAsync("test", () =>
        {
            ThreadNamespaces.Enter(paths.Network!, NamespaceKinds.Network);
            ThreadNamespaces.Enter(paths.Ipc!, NamespaceKinds.Ipc);
            ThreadNamespaces.Enter(paths.Uts!, NamespaceKinds.Uts);
            return names.Select(name => File.ReadAllText("/proc/sys/" + name).Trim()).ToArray();
        });
        Assert.Equal(["mapped", "9001", "17", "pods", "77"], values);
        Assert.NotEqual("9001", (await File.ReadAllTextAsync("/proc/sys/kernel/msgmax", Cancellation)).Trim());
    }

    [Fact]
    public async Task Create_WithoutNetwork_PinsTheRest()
    {
        var paths = await _namespaces.CreateAsync(All() with { Network = false, Uts = false }, Cancellation);

        Assert.Equal(new SandboxNamespacePaths(null, Pins + "/ipc", null, null, Pins + "/user"), paths);
        await _namespaces.RemoveAsync(Pins, Cancellation);
        Assert.False(Directory.Exists(Pins));
        Assert.Empty(MountInfo.ReadAtOrBelow(Pins));
    }

    [Fact]
    public async Task Create_WithRefusedSysctl_LeavesNothing()
    {
        var request = All() with { Sysctls = new Dictionary<string, string> { ["kernel.msgmax"] = "many" } };

        var failure = await Assert.ThrowsAsync<FailureException>(() => _namespaces.CreateAsync(request, Cancellation));

        Assert.Equal("sysctl kernel.msgmax: the kernel refuses the value many", failure.Message);
        Assert.False(Directory.Exists(Pins));
    }

    [Fact]
    public async Task Create_WithRangesThatOverlap_IsTheCallersFaultAndLeavesNothing()
    {
        var twice = Mappings with { Uids = [new IdMapping(0, 300_000, 10), new IdMapping(5, 400_000, 10)] };

        var failure = await Assert.ThrowsAsync<FailureException>(() => _namespaces.CreateAsync(All() with { UserNamespace = twice }, Cancellation));

        Assert.Equal(
            (FailureKind.InvalidArgument, "create user namespace: the kernel refuses the uid_map \"0 300000 10, 5 400000 10\""), (failure.Kind, failure.Message));
        Assert.False(Directory.Exists(Pins));
    }

    [Fact]
    public async Task UserNamespaces_Create_LastsUntilDisposed()
    {
        var own = await new UserNamespaces().CreateAsync(Mappings, Cancellation);
        var process = Path.GetDirectoryName(Path.GetDirectoryName(own.Path))!;

        Assert.Equal("0 300000 65536", Spaces().Replace((await File.ReadAllTextAsync(process + "/uid_map", Cancellation)).Trim(), " "));
        Assert.Equal("0 400000 65536", Spaces().Replace((await File.ReadAllTextAsync(process + "/gid_map", Cancellation)).Trim(), " "));
        Assert.Equal("allow", (await File.ReadAllTextAsync(process + "/setgroups", Cancellation)).Trim());
        await own.DisposeAsync();
        Assert.False(Directory.Exists(process));
    }

    private SandboxNamespaceRequest All() => new() { Directory = Pins, Network = true, Ipc = true, Uts = true, UserNamespace = Mappings };

    private static string InsideOf(string pin)
    {
        var mount = MountInfo.Read().Last(mount => mount.MountPoint == pin);
        return mount.Root; // user:[4026532000]
    }

    // lsns tells the owner of a namespace by ioctl_ns(2).
    private static string OwnerOf(string pin)
    {
        using var program = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("python3", ["-c", OwnerScript, pin]) { RedirectStandardOutput = true })!;
        var owner = program.StandardOutput.ReadToEnd().Trim();
        program.WaitForExit();
        return owner;
    }

    private static IEnumerable<string> HoldersOf(string pin)
    {
        var name = InsideOf(pin);
        return Directory.GetDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Where(process =>
        {
            try
            {
                return File.ResolveLinkTarget(process + "/ns/user", returnFinalTarget: false)?.Name == name;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false; // it has just ended, or is the kernel's
            }
        });
    }

    private const string OwnerScript = "import fcntl, os, sys; print('user:[%d]' % os.fstat(fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0xb701)).st_ino)";

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
