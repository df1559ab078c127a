using System.Text;
using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.Runtime.Cdi;

public sealed class CdiInjectionTests
{
    private static readonly CdiDeviceNode Node = new("/dev/gpu", "/dev/host-gpu", "c", 195, 0, 0x1B0, "rw", null, 44);

    private static readonly Spec Plain = new()
    {
        Process = new Process { User = new User(1000, 1001) { AdditionalGids = [1001] }, Args = ["a"], Cwd = "/", Env = ["PATH=/bin", "A=old"] },
        Root = new Root("/rootfs", Readonly: false),
        Mounts = [Bind("/dev"), Bind("/usr"), Bind("/usr/lib/volume")],
        Linux = new LinuxSection
        {
            CgroupsPath = "/c",
            RootfsPropagation = "rprivate",
            Devices = [new LinuxDevice("c", "/dev/gpu", 1, 2, 0, 0, 0)],
            Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup(false, null, null, null, "rwm")] },
        },
    };

    [Fact]
    public void Apply_Nothing_ChangesNothing() => Assert.Equal(
        Encoding.UTF8.GetString(Plain.ToJson()), Encoding.UTF8.GetString(CdiInjection.Apply(Plain, CdiEdits.None).ToJson()));

    [Fact]
    public void Apply_Env_TakesThePlaceOfAnOlderValue() => Assert.Equal(
        ["PATH=/bin", "A=2", "AB=1"], CdiInjection.Apply(Plain, new CdiEdits { Env = ["A=1", "A=2", "AB=1"] }).Process.Env);

    [Fact]
    public void Apply_Gids_AreAddedOnceAndNeverZero() => Assert.Equal(
        [1001u, 5u], CdiInjection.Apply(Plain, new CdiEdits { AdditionalGids = [0, 5, 1001, 5] }).Process.User.AdditionalGids);

    [Fact]
    public void Apply_DeviceNode_ReplacesTheOneAtItsPathAndIsTheProcessesUnlessSaid()
    {
        var linux = CdiInjection.Apply(Plain, new CdiEdits { DeviceNodes = [Node] }).Linux;

        Assert.Equal([new LinuxDevice("c", "/dev/gpu", 195, 0, 0x1B0, 1000, 44)], linux.Devices);
        Assert.Equal(new LinuxDeviceCgroup(true, "c", 195, 0, "rw"), linux.Resources.Devices[^1]);
    }

    [Theory]
    [InlineData("p", "rwm")]
    [InlineData("c", "")]
    public void Apply_FifoOrNoAccess_HasNoRule(string type, string access) =>
        Assert.Single(CdiInjection.Apply(Plain, new CdiEdits { DeviceNodes = [Node with { Type = type, Access = access }] }).Linux.Resources.Devices);

    [Fact]
    public void Apply_DeviceNodeInAUserNamespace_IsBoundFromTheHostsPath()
    {
        var inside = Plain with { Linux = Plain.Linux with { Namespaces = [new LinuxNamespace("user")], Devices = [] } };

        var spec = CdiInjection.Apply(inside, new CdiEdits { DeviceNodes = [Node], Mounts = [Bind("/opt")] });

        Assert.Empty(spec.Linux.Devices);
        Assert.Equal(new LinuxDeviceCgroup(true, "c", 195, 0, "rw"), spec.Linux.Resources.Devices[^1]);
        Assert.Equal(["/dev", "/usr", "/usr/lib/volume", "/dev/gpu", "/opt"], spec.Mounts.Select(mount => mount.Destination));
        Assert.Equal("/dev/host-gpu", spec.Mounts[3].Source);
    }

    [Theory]
    [InlineData("/opt", "/dev /usr /usr/lib/volume /opt")]
    [InlineData("/usr/lib", "/dev /usr /usr/lib /usr/lib/volume")]
    [InlineData("/usr", "/dev /usr /usr/lib/volume")]
    [InlineData("/us", "/dev /usr /usr/lib/volume /us")]
    public void Apply_Mount_IsLastButNeverOverWhatIsBelowIt(string destination, string expected)
    {
        var mounts = CdiInjection.Apply(Plain, new CdiEdits { Mounts = [Bind(destination) with { Source = "/vendor" }] }).Mounts;

        Assert.Equal(expected, string.Join(' ', mounts.Select(mount => mount.Destination)));
        Assert.Equal("/vendor", mounts.Single(mount => mount.Destination == destination).Source);
    }

    [Fact]
    public void Apply_Hooks_AreByMomentInOrder()
    {
        string[] names = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];
        var hooks = names.SelectMany(name => new[] { Hook(name, "/1"), Hook(name, "/2") }).ToList();

        var made = CdiInjection.Apply(Plain, new CdiEdits { Hooks = hooks }).Hooks!;

        Assert.All(
            [made.Prestart!, made.CreateRuntime!, made.CreateContainer!, made.StartContainer!, made.Poststart!, made.Poststop!],
            each => Assert.Equal(["/1", "/2"], each.Select(hook => hook.Path)));
    }

    [Fact]
    public void Apply_HooksAndRdt_AreWrittenByTheSpecificationsNames()
    {
        var json = Encoding.UTF8.GetString(CdiInjection.Apply(Plain, new CdiEdits
        {
            Hooks = [new("createRuntime", new Hook("/h", ["h"], ["A=1"], 2))],
            IntelRdt = new LinuxIntelRdt { ClosId = "x", L3CacheSchema = "L3:0=1", EnableCmt = true },
        }).ToJson());

        Assert.Contains(""""hooks":{"createRuntime":[{"path":"/h","args":["h"],"env":["A=1"],"timeout":2}]}"""", json, StringComparison.Ordinal);
        Assert.Contains(""""intelRdt":{"closID":"x","l3CacheSchema":"L3:0=1","enableCMT":true}"""", json, StringComparison.Ordinal);
    }

    private static KeyValuePair<string, Hook> Hook(string name, string path) => new(name, new Hook(path, null, null, null));

    private static Mount Bind(string destination) => new(destination, "bind", "/source", ["rbind"]);
}
