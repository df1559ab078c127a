using CriSharp.Failures;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Mounts;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ContainerMountsTests
{
    [Fact]
    public void Build_NothingAsked_HasKernelFileSystemsAndPodFiles() => Assert.Equal(
        ["/proc", "/dev", "/dev/pts", "/dev/mqueue", "/sys", "/sys/fs/cgroup", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/dev/shm"],
        Build("{}").Select(mount => mount.Destination));

    [Fact]
    public void Build_DeepBeforeShallow_IsTurnedRound() => Assert.Equal(
        ["/b", "/a", "/a/x", "/a/x/y"],
        Build("""{"mounts":[{"container_path":"/a/x/y","host_path":"/1"},{"container_path":"/b/","host_path":"/2"},{"container_path":"/a","host_path":"/3"},{"container_path":"/a/./x//","host_path":"/4"}]}""")
            .Where(mount => mount.Source is "/1" or "/2" or "/3" or "/4").Select(mount => mount.Destination));

    [Theory]
    [InlineData("/etc/hosts")]
    [InlineData("/etc/resolv.conf/")]
    [InlineData("/etc/hostname")]
    [InlineData("/dev/shm")]
    [InlineData("/dev/mqueue")]
    [InlineData("/sys")]
    [InlineData("/proc")]
    public void Build_PathOfOurs_IsTheClients(string path)
    {
        var mounts = Build($$"""{"mounts":[{"container_path":"{{path}}","host_path":"/theirs"}]}""");

        Assert.Equal("/theirs", Assert.Single(mounts, mount => mount.Destination == path.TrimEnd('/')).Source);
    }

    [Fact]
    public void Build_OwnDev_HasNothingOfOursInIt() => Assert.Equal(
        ["/dev", "/dev/shm"],
        Build("""{"mounts":[{"container_path":"/dev","host_path":"/dev"}]}""").Select(mount => mount.Destination).Where(path => path.StartsWith("/dev", StringComparison.Ordinal)));

    [Fact]
    public void Build_DeclaredVolume_GivesWayToTheClientsMount()
    {
        var input = TestInput.Of("""{"mounts":[{"container_path":"/data","host_path":"/theirs"}]}""");
        var mounts = ContainerMounts.Build(input with { DeclaredVolumes = new Dictionary<string, string> { ["/data/"] = "/ours", ["/cache"] = "/ours-too" } });

        Assert.Equal("/theirs", Assert.Single(mounts, mount => mount.Destination == "/data").Source);
        Assert.Equal(["rbind", "rprivate", "rw"], Assert.Single(mounts, mount => mount.Source == "/ours-too").Options);
    }

    [Theory]
    [InlineData("/data/../../etc")]
    [InlineData("data")]
    [InlineData("")]
    public void Build_DeclaredVolumeOutside_IsRefused(string volume) => Assert.StartsWith(
        "image config Volumes: ",
        Assert.Throws<FailureException>(() => ContainerMounts.Build(
            TestInput.Of("{}") with { DeclaredVolumes = new Dictionary<string, string> { [volume] = "/ours" } })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("PROPAGATION_PRIVATE", false, "rbind rprivate rw", "rprivate")]
    [InlineData("PROPAGATION_PRIVATE", true, "rbind rprivate ro", "rprivate")]
    [InlineData("PROPAGATION_HOST_TO_CONTAINER", false, "rbind rslave rw", "rslave")]
    [InlineData("PROPAGATION_BIDIRECTIONAL", true, "rbind rshared ro", "rshared")]
    public void Build_Propagation_IsThatOfMountAndRoot(string propagation, bool isReadonly, string options, string root)
    {
        var spec = TestInput.Build(
            $$"""
            {"mounts":[{"container_path":"/m","host_path":"/m","propagation":"{{propagation}}","readonly":{{(isReadonly ? "true" : "false")}} },
             {"container_path":"/n","host_path":"/n"}]}
            """);

        Assert.Equal(options.Split(' '), spec.Mounts.Single(mount => mount.Destination == "/m").Options);
        Assert.Equal(root, spec.Linux.RootfsPropagation);
    }

    // readonly, recursive_read_only, a directory?
    [Theory]
    [InlineData(true, true, true, "rro")]
    [InlineData(true, true, false, "ro")]
    [InlineData(true, false, true, "ro")]
    [InlineData(false, false, true, "rw")]
    public void Build_Access_IsRecursiveForDirectoriesOnly(bool isReadonly, bool isRecursive, bool isDirectory, string option)
    {
        var mount = new Cri.Mount { ContainerPath = "/m", HostPath = "/m", Readonly = isReadonly, RecursiveReadOnly = isRecursive };
        var input = TestInput.Of("{}") with { Mounts = [new ResolvedMount(mount, "/m") { IsDirectory = isDirectory }] };

        Assert.Equal(["rbind", "rprivate", option], ContainerMounts.Build(input).Single(built => built.Destination == "/m").Options);
    }

    [Fact]
    public void Build_FileMountedBelowAMappedVolume_IsNotRecursive()
    {
        var mount = new Cri.Mount { ContainerPath = "/m", HostPath = "/m", Readonly = true, RecursiveReadOnly = true };
        var volume = new ResolvedMount(mount, "/m") { Below = [new MountBelow("directory", IsDirectory: true), new MountBelow("file", IsDirectory: false)] };

        var mounts = ContainerMounts.Build(TestInput.Of("{}") with { Mounts = [volume] });

        Assert.Equal(
            [("/m", "rro"), ("/m/directory", "rro"), ("/m/file", "ro")],
            mounts.Where(built => built.Source.StartsWith("/m", StringComparison.Ordinal)).Select(built => (built.Destination, built.Options[^1])));
    }

    [Fact]
    public void Build_MountOptions_AreAddedOnceEach() => Assert.Equal(
        ["rbind", "rprivate", "rw", "nosuid", "noexec"],
        Build("""{"mounts":[{"container_path":"/m","host_path":"/m","mount_options":["nosuid","noexec","nosuid"]}]}""")
            .Single(mount => mount.Destination == "/m").Options);

    [Fact]
    public void Build_ReadonlyRoot_KeepsPodFilesReadonlyAndSharedMemoryWritable()
    {
        var spec = TestInput.Build("""{"linux":{"security_context":{"readonly_rootfs":true}}}""");

        Assert.True(spec.Root.Readonly);
        Assert.Contains("ro", spec.Mounts.Single(mount => mount.Destination == "/etc/hosts").Options);
        Assert.Contains("rw", spec.Mounts.Single(mount => mount.Destination == "/dev/shm").Options);
    }

    [Theory]
    [InlineData(false, "ro")]
    [InlineData(true, "rw")]
    public void Build_SysAndCgroup_AreWritableForThePrivileged(bool privileged, string access)
    {
        var mounts = Build(TestInput.InContext(privileged ? """{"privileged":true}""" : "{}"));

        Assert.All(mounts.Where(mount => mount.Type is "sysfs" or "cgroup"), mount => Assert.Contains(access, mount.Options));
    }

    private static IReadOnlyList<Mount> Build(string json) => ContainerMounts.Build(TestInput.Of(json));
}
