using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>What a container may do with a mount: write, also below, execute, use devices and set-user-id programs.</summary>
public sealed class MountAccessTests(NodeFixture fixture) : VolumeTests(fixture)
{
    private const string Write = "for path in /volume /volume/sub; do touch $path/file 2>/dev/null && echo written || echo refused; done";

    [Theory]
    [InlineData("crun", false, "refused\nwritten\n")]
    [InlineData("runc", false, "refused\nwritten\n")]
    [InlineData("crun", true, "refused\nrefused\n")]
    [InlineData("runc", true, "refused\nrefused\n")]
    public async Task ReadOnly_ReachesMountsBelowIfRecursive(string handler, bool isRecursive, string expected)
    {
        var volume = Volume();
        var below = Directory.CreateDirectory(Path.Combine(volume, "sub")).FullName;
        Mount("-t", "tmpfs", "crtest", below);
        try
        {
            Assert.Equal(expected, await RunAsync(handler, Write,
                [new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Readonly = true, RecursiveReadOnly = isRecursive }]));
        }
        finally
        {
            Unmount(below);
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task ReadOnlyRecursively_OfAFileOrDevice_IsReadOnly(string handler)
    {
        var file = Path.Combine(Volume(), "file");
        await File.WriteAllTextAsync(file, "as it was\n");

        Assert.Equal("as it was\ncharacter special file\n", await RunAsync(handler, "echo new 2>/dev/null >/file; cat /file; stat -c %F /device",
        [
            new Cri.Mount { HostPath = file, ContainerPath = "/file", Readonly = true, RecursiveReadOnly = true },
            new Cri.Mount { HostPath = "/dev/null", ContainerPath = "/device", Readonly = true, RecursiveReadOnly = true },
        ]));
    }

    [Theory]
    [InlineData("crun", "", "ran")]
    [InlineData("runc", "", "ran")]
    [InlineData("crun", "noexec", "refused")]
    [InlineData("runc", "noexec", "refused")]
    public async Task Option_NoExec(string handler, string option, string expected)
    {
        var volume = Volume();
        var program = Path.Combine(volume, "program");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho ran\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(expected + "\n", await RunAsync(handler, "/volume/program 2>/dev/null || echo refused", [WithOptions(volume, option)]));
    }

    [Theory]
    [InlineData("crun", "", "read")]
    [InlineData("runc", "", "read")]
    [InlineData("crun", "nodev", "refused")]
    [InlineData("runc", "nodev", "refused")]
    public async Task Option_NoDev(string handler, string option, string expected)
    {
        Assert.Equal(expected + "\n", await RunAsync(handler, "head -c 1 /volume/null 2>/dev/null && echo read || echo refused", [WithOptions("/dev", option)]));
    }

    [Theory]
    [InlineData("crun", "", "root")]
    [InlineData("runc", "", "root")]
    [InlineData("crun", "nosuid", "user")]
    [InlineData("runc", "nosuid", "user")]
    public async Task Option_NoSuid(string handler, string option, string expected)
    {
        var volume = Volume();
        var program = Path.Combine(volume, "busybox");
        File.Copy("/bin/busybox", program);
        const UnixFileMode EveryonesRoot = (UnixFileMode)0b100_101_101_101;
        File.SetUnixFileMode(program, EveryonesRoot);

        // Of all its applets su is one that says whether it was started as root.
        var output = await RunAsync(handler, "/volume/busybox su </dev/null 2>&1 | grep -q 'must be suid' && echo user || echo root", [WithOptions(volume, option)],
            config => config.Linux.SecurityContext.RunAsUser = new() { Value = 1000 });

        Assert.Equal(expected + "\n", output);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Options_TogetherWithReadOnly_AllHold(string handler)
    {
        var mount = WithOptions(Volume(), "noexec").Clone();
        mount.MountOptions.Add(["nodev", "nosuid"]);
        mount.Readonly = true;

        var options = (await RunAsync(handler, "grep ' /volume ' /proc/self/mountinfo | cut -d' ' -f6", [mount])).Trim().Split(',');

        Assert.Superset(new HashSet<string> { "ro", "noexec", "nodev", "nosuid" }, options.ToHashSet());
    }

    private static Cri.Mount WithOptions(string volume, string option)
    {
        var mount = new Cri.Mount { HostPath = volume, ContainerPath = "/volume" };
        mount.MountOptions.Add(option.Split(',', StringSplitOptions.RemoveEmptyEntries));
        return mount;
    }
}
