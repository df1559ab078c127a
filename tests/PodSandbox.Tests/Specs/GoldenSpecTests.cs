using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CriSharp.Linux.Devices;
using CriSharp.PodSandbox.Specs;
using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.AppArmor;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

/// <summary>
/// Whole configurations, compared with the files in <c>Golden/</c>. After a change that is meant, run these tests once with
/// <c>CRISHARP_UPDATE_GOLDEN=1</c>: they write the files anew, fail saying so, and the difference is there to be read before it is committed.
/// </summary>
public sealed class GoldenSpecTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Directory = Path.Combine(RepositoryRoot(), "tests", "PodSandbox.Tests", "Specs", "Golden");

    private static readonly HostDevice Fuse = new(new DeviceNode("/dev/fuse", DeviceType.Character, 10, 229, 0x1B6, 0, 0), "/dev/fuse");

    private static readonly HostDevice Disk = new(new DeviceNode("/dev/vda", DeviceType.Block, 254, 0, 0x1B0, 0, 6), "/dev/vda");

    [Fact]
    public void Build_NothingSaid_IsAnUnprivilegedContainerOfTheField() => Compare("minimal", TestInput.Build("{}"));

    [Fact]
    public void Build_AsTheKubeletAsks_HonoursEveryField() => Compare("kubelet", ContainerSpec.Build(TestInput.Of(Kubelet) with
    {
        Devices = [new ContainerDevice(Fuse, "rw")],
        DeclaredVolumes = new Dictionary<string, string> { ["/data"] = "/volumes/data" },
    }));

    [Fact]
    public void Build_EveryKindOfMount_HasItsOptions() => Compare("mounts", ContainerSpec.Build(TestInput.Of(Mounts) with
    {
        Mounts =
        [
            .. TestInput.Container(Mounts).Mounts.Select(mount => new ResolvedMount(mount, mount.Image is null ? mount.HostPath : "/run/image-6/usr")
            {
                IsDirectory = mount.ContainerPath != "/file",
            }),
        ],
        DeclaredVolumes = new Dictionary<string, string> { ["/data"] = "/run/declared-0" },
    }));

    [Fact]
    public void Build_Privileged_IsConfinedByNothing() => Compare("privileged", ContainerSpec.Build(TestInput.Of(
        """
        {"linux":{"security_context":{"privileged":true,"masked_paths":["/proc/kcore"],"seccomp":{"profile_type":"RuntimeDefault"}},
         "resources":{"oom_score_adj":-900}},"tty":true}
        """) with
    {
        HostDevices = [Fuse, Disk],
    }));

    [Fact]
    public void Build_HostNamespaces_ListsNoneOfThem()
    {
        const string Options = """{"namespace_options":{"network":"NODE","ipc":"NODE","pid":"NODE"}}""";
        var input = TestInput.Of(TestInput.InContext(Options));
        Compare("host-namespaces", ContainerSpec.Build(input with
        {
            Sandbox = TestInput.Sandbox(TestInput.Pod(Options)) with
            {
                Namespaces = new SandboxNamespacePaths(null, null, null),
                Hostname = "node-1",
                ShmPath = "/dev/shm",
            },
        }));
    }

    [Fact]
    public void Build_SharedPidNamespaceUnderSystemd_JoinsPodAndSlice() => Compare("systemd-shared-pid", ContainerSpec.Build(TestInput.Of(
        """{"linux":{"resources":{"memory_limit_in_bytes":"67108864","unified":{"memory.high":"60000000","memory.swap.max":"0"}}}}""") with
    {
        CgroupDriver = Cri.CgroupDriver.Systemd,
        Sandbox = TestInput.Sandbox(TestInput.Pod()) with
        {
            CgroupParent = "/kubepods.slice/kubepods-podu_1.slice",
            Namespaces = new SandboxNamespacePaths("/run/ns/net", "/run/ns/ipc", "/run/ns/uts", "/run/ns/pid"),
        },
    }));

    [Fact]
    public void Build_OnANodeWithoutRights_ClampsToWhatItHas() => Compare("restricted-node", ContainerSpec.Build(TestInput.Of(
        """
        {"linux":{"security_context":{"capabilities":{"add_capabilities":["ALL"]}},
         "resources":{"oom_score_adj":-998,"memory_limit_in_bytes":"67108864","hugepage_limits":[{"page_size":"2MB"}]}}}
        """) with
    {
        Node = TestNode.Restricted,
    }));

    [Fact]
    public void Build_OnANodeWithSELinux_LabelsProcessAndFiles() => Compare("selinux", ContainerSpec.Build(TestInput.Of(
        TestInput.InContext("""{"selinux_options":{"type":"my_t"}}""")) with
    {
        Sandbox = TestInput.Sandbox() with
        {
            Labels = new SeLinuxLabels("system_u:system_r:container_t:s0:c1,c2", "system_u:object_r:container_file_t:s0:c1,c2"),
        },
    }));

    [Fact]
    public void Build_OnANodeWithAppArmorAndDefaultsOfItsOwn_GivesThemToAll() => Compare("node-defaults", ContainerSpec.Build(TestInput.Of("{}") with
    {
        AppArmor = new AppArmorFacts(true, null, new HashSet<string>()),
        Node = TestNode.Ordinary with
        {
            DefaultPidsLimit = 500,
            SoftOpenFilesOfContainers = 2048,
            Defaults = new ContainerDefaults
            {
                Environment = [new("LANG", "below the image's"), new("NODE", "here")],
                TimeZoneFile = "/usr/share/zoneinfo/Europe/Vienna",
                Limits = [new PosixRlimit("RLIMIT_CORE", 0, 0)],
            },
        },
    }));

    [Fact]
    public void Build_CdiDevices_AreInjectedLast() => Compare("cdi", CdiInjection.Apply(
        ContainerSpec.Build(TestInput.Of("""{"linux":{"security_context":{"run_as_user":{"value":33}}}}""")),
        new CdiEdits
        {
            Env = ["LANG=vendor", "GPU=1"],
            DeviceNodes =
            [
                new CdiDeviceNode("/dev/gpu0", "/dev/gpu0", "c", 195, 0, 0x1B6, "rw", null, null),
                new CdiDeviceNode("/dev/pipe", "/dev/pipe", "p", 0, 0, 0x180, "rwm", 1, 2),
            ],
            Mounts = [new Mount("/usr/lib/vendor.so", "bind", "/opt/vendor.so", ["ro", "nosuid", "nodev", "rbind", "rprivate"])],
            Hooks = [new("createContainer", new Hook("/usr/bin/vendor-hook", ["vendor-hook", "update-ldcache"], ["A=1"], 10))],
            AdditionalGids = [44],
            IntelRdt = new LinuxIntelRdt { ClosId = "gold", L3CacheSchema = "L3:0=ff", MemBwSchema = "MB:0=50", EnableCmt = true, EnableMbm = false },
        }));

    [Fact]
    public void Build_EphemeralContainerWithItsOwnDevices_JoinsItsTarget() => Compare("target-pid", ContainerSpec.Build(TestInput.Of(
        """{"linux":{"security_context":{"run_as_user":{"value":33},"namespace_options":{"pid":"TARGET","target_id":"x"}}}}""") with
    {
        TargetPidNamespace = "/containers/container1/ns/pid",
        Devices = [new ContainerDevice(Fuse, "rw"), new ContainerDevice(Disk, "r")],
        DeviceOwnershipFromProcess = true,
    }));

    [Fact]
    public void Build_EveryResource_OnVersion2() => Compare("resources", ContainerSpec.Build(TestInput.Of(EveryResource(
        ""","unified":{"memory.high":"60000000","hugetlb.2MB.rsvd.max":"0"}""")) with
    {
        Node = TestNode.Ordinary with { DefaultPidsLimit = 4096 },
    }));

    [Fact]
    public void Build_EveryResource_OnVersion1() => Compare("resources-legacy", ContainerSpec.Build(TestInput.Of(EveryResource("")) with
    {
        Node = TestNode.Restricted with { SwapController = true, HugetlbController = true },
    }));

    [Fact]
    public void Build_SandboxInit_CanDoNothingButReap() => Compare("sandbox-init", SandboxInitSpec.Build(new SandboxInitInput
    {
        Sandbox = TestInput.Sandbox(TestInput.Pod()),
        Node = TestNode.Ordinary,
        CgroupDriver = Cri.CgroupDriver.Cgroupfs,
        RootPath = "/usr/lib/crisharp/init",
    }));

    [Fact]
    public void Build_UserNamespace_JoinsItAndTellsItsMappings() => Compare("user-namespace", ContainerSpec.Build(
        TestInput.Of("""{"mounts":[{"container_path":"/data","host_path":"/srv/data"}],"linux":{"security_context":{"namespace_options":{"pid":"CONTAINER"}}}}""") with
        {
            Sandbox = TestInput.Sandbox(UserNamespacePod("\"pid\":\"CONTAINER\"", length: 65536)) with { Namespaces = WithUser("/run/ns/net") },
            Devices = [new ContainerDevice(Fuse, "rw"), new ContainerDevice(Fuse with { ContainerPath = "/dev/elsewhere" }, "rw")],
        }));

    [Fact]
    public void Build_UserNamespaceOnHostNetwork_BindsSys() => Compare("user-namespace-host-network", ContainerSpec.Build(
        TestInput.Of("""{"linux":{"security_context":{"namespace_options":{"pid":"CONTAINER","network":"NODE"}}}}""") with
        {
            Sandbox = TestInput.Sandbox(UserNamespacePod("\"pid\":\"CONTAINER\",\"network\":\"NODE\"", length: 5)) with { Namespaces = WithUser(null) },
        }));

    [Fact]
    public void Build_SandboxInitInASmallUserNamespace_IsItsRoot() => Compare("sandbox-init-user-namespace", SandboxInitSpec.Build(new SandboxInitInput
    {
        Sandbox = TestInput.Sandbox(UserNamespacePod("\"pid\":\"POD\"", length: 65534)) with { Namespaces = WithUser("/run/ns/net") },
        Node = TestNode.Ordinary,
        CgroupDriver = Cri.CgroupDriver.Cgroupfs,
        RootPath = "/usr/lib/crisharp/init",
    }));

    private static Cri.PodSandboxConfig UserNamespacePod(string option, uint length) => TestInput.Pod(
        $$"""
        {"namespace_options":{ {{option}},"userns_options":{"mode":"POD",
          "uids":[{"host_id":65536,"length":{{length}} }],"gids":[{"host_id":131072,"length":{{length}} }] } } }
        """);

    private static SandboxNamespacePaths WithUser(string? network) => new(network, "/run/ns/ipc", network is null ? null : "/run/ns/uts", null, "/run/ns/user");

    // bmV3 is base64 for new, ZmFsc2U= for false: the schema has bytes there.
    private const string Kubelet =
        """
        {
          "command": ["/bin/server"], "args": ["--port", "80"], "working_dir": "/srv", "tty": false, "stdin": true,
          "envs": [{"key": "LANG", "value": "bmV3"}, {"key": "DEBUG", "value": "ZmFsc2U="}],
          "mounts": [
            {"container_path": "/etc/hosts", "host_path": "/var/lib/kubelet/pods/u-1/etc-hosts"},
            {"container_path": "/var/run/secrets/token", "host_path": "/var/lib/kubelet/pods/u-1/token", "readonly": true},
            {"container_path": "/shared", "host_path": "/mnt/shared", "propagation": "PROPAGATION_HOST_TO_CONTAINER"},
            {"container_path": "/dev/termination-log", "host_path": "/var/lib/kubelet/pods/u-1/log"}
          ],
          "linux": {
            "resources": {
              "cpu_period": 100000, "cpu_quota": 50000, "cpu_shares": 512, "cpuset_cpus": "0-1", "memory_limit_in_bytes": 134217728,
              "oom_score_adj": 985, "hugepage_limits": [{"page_size": "2MB"}, {"page_size": "1GB"}]
            },
            "security_context": {
              "namespace_options": {"pid": "CONTAINER"}, "run_as_user": {"value": 33}, "supplemental_groups": [1000, 60],
              "readonly_rootfs": true, "no_new_privs": true, "seccomp": {"profile_type": "RuntimeDefault"},
              "capabilities": {"add_capabilities": ["NET_ADMIN"], "drop_capabilities": ["ALL"]},
              "masked_paths": ["/proc/kcore", "/proc/keys"], "readonly_paths": ["/proc/sys"]
            }
          }
        }
        """;

    private const string Mounts =
        """
        {
          "mounts": [
            {"container_path": "/deep/inside", "host_path": "/deep"},
            {"container_path": "/readonly", "host_path": "/readonly", "readonly": true},
            {"container_path": "/all-readonly", "host_path": "/all-readonly", "readonly": true, "recursive_read_only": true},
            {"container_path": "/file", "host_path": "/file", "readonly": true, "recursive_read_only": true},
            {"container_path": "/slave", "host_path": "/slave", "propagation": "PROPAGATION_HOST_TO_CONTAINER"},
            {"container_path": "/shared", "host_path": "/shared", "propagation": "PROPAGATION_BIDIRECTIONAL"},
            {"container_path": "/image", "image": {"image": "tools"}, "image_sub_path": "usr", "readonly": true, "mount_options": ["nosuid"]},
            {"container_path": "/inert", "host_path": "/inert", "mount_options": ["noexec", "nodev", "nosuid", "nodev"]},
            {"container_path": "/deep", "host_path": "/shallow"}
          ],
          "linux": {"security_context": {"privileged": true, "readonly_rootfs": true}}
        }
        """;

    private static string EveryResource(string more) =>
        $$"""
        {"linux":{"resources":{
          "cpu_shares":512,"cpu_quota":-1,"cpu_period":50000,"cpuset_cpus":"0-1,3","cpuset_mems":"0","oom_score_adj":-500,
          "memory_limit_in_bytes":67108864,"memory_swap_limit_in_bytes":134217728,
          "hugepage_limits":[{"page_size":"2MB","limit":4194304},{"page_size":"1GB"}]{{more}}
        } } }
        """;

    private static void Compare(string name, Spec spec)
    {
        var path = Path.Combine(Directory, name + ".json");
        var actual = JsonNode.Parse(spec.ToJson())!.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("CRISHARP_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} is written anew; read the difference and run again without CRISHARP_UPDATE_GOLDEN");
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string RepositoryRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CriSharp.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
