using System.Diagnostics;
using System.Net.Sockets;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Host files and directories in a container.</summary>
public sealed class MountTests(NodeFixture fixture) : VolumeTests(fixture)
{
    [Theory]
    [InlineData(false, "written")]
    [InlineData(true, "refused")]
    public async Task Directory_ReadOnlyOrNot(bool readOnly, string expected)
    {
        var volume = Volume();

        var output = await RunAsync("touch /volume/file 2>/dev/null && echo written || echo refused",
            new Cri.Mount { HostPath = volume, ContainerPath = "/volume", Readonly = readOnly });

        Assert.Equal(expected + "\n", output);
        Assert.Equal(!readOnly, File.Exists(Path.Combine(volume, "file")));
    }

    [Fact]
    public async Task SingleFile_OverOneOfTheImage()
    {
        var file = Path.Combine(Volume(), "hosts");
        await File.WriteAllTextAsync(file, "of the volume\n");

        Assert.Equal("of the volume\n", await RunAsync("cat /etc/hosts", new Cri.Mount { HostPath = file, ContainerPath = "/etc/hosts" }));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Source_ThatIsASocketPipeOrDevice(string handler)
    {
        var volume = Volume();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(volume, "socket")));
        using (var mkfifo = Process.Start("mkfifo", [Path.Combine(volume, "pipe")]))
        {
            await mkfifo.WaitForExitAsync();
        }

        Assert.Equal("socket\nfifo\ncharacter special file\n", await RunAsync(handler, "stat -c %F /socket /pipe /device",
        [
            new Cri.Mount { HostPath = Path.Combine(volume, "socket"), ContainerPath = "/socket" },
            new Cri.Mount { HostPath = Path.Combine(volume, "pipe"), ContainerPath = "/pipe" },
            new Cri.Mount { HostPath = "/dev/null", ContainerPath = "/device", Readonly = true },
        ]));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Source_BehindLinks_IsFollowedOnTheHost(string handler)
    {
        var volume = Volume();
        Directory.CreateDirectory(Path.Combine(volume, "target", "below"));
        await File.WriteAllTextAsync(Path.Combine(volume, "target", "below", "file"), "behind links\n");
        File.CreateSymbolicLink(Path.Combine(volume, "first"), "second");
        File.CreateSymbolicLink(Path.Combine(volume, "second"), Path.Combine(volume, "target"));
        File.CreateSymbolicLink(Path.Combine(volume, "file"), "target/below/file");

        Assert.Equal("behind links\nbehind links\n", await RunAsync(handler, "cat /volume/file /file",
        [
            new Cri.Mount { HostPath = Path.Combine(volume, "first", "below"), ContainerPath = "/volume" },
            new Cri.Mount { HostPath = Path.Combine(volume, "file"), ContainerPath = "/file" },
        ]));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Nested_ShallowFirstWhateverTheOrder(string handler)
    {
        var mounts = new List<Cri.Mount>();
        var path = "";
        foreach (var depth in Enumerable.Range(1, 6))
        {
            path += "/d" + depth;
            var volume = Volume();
            await File.WriteAllTextAsync(Path.Combine(volume, "depth"), depth + "\n");
            mounts.Add(new Cri.Mount { HostPath = volume, ContainerPath = path });
        }

        new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(mounts));

        Assert.Equal("1\n2\n3\n4\n5\n6\n", await RunAsync(handler, "p=; for d in 1 2 3 4 5 6; do p=$p/d$d; cat $p/depth; done", [.. mounts]));
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task OverWhatEveryContainerHas_TheClientsIsSeen(string handler)
    {
        var volume = Volume();
        await File.WriteAllTextAsync(Path.Combine(volume, "file"), "of the volume\n");
        var file = Path.Combine(volume, "file");
        string[] files = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/proc/meminfo", "/proc/uptime", "/dev/termination-log"];

        var output = await RunAsync(handler, $"cat {string.Join(' ', files)} /dev/shm/file /sys/fs/cgroup/file",
        [
            .. files.Select(path => new Cri.Mount { HostPath = file, ContainerPath = path }),
            new Cri.Mount { HostPath = volume, ContainerPath = "/dev/shm" },
            new Cri.Mount { HostPath = volume, ContainerPath = "/sys/fs/cgroup" },
        ]);

        Assert.Equal(string.Concat(Enumerable.Repeat("of the volume\n", files.Length + 2)), output);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Many_AreAllThere(string handler)
    {
        const int Count = 200;
        var volume = Volume();
        var mounts = Enumerable.Range(0, Count).Select(number =>
        {
            var source = Directory.CreateDirectory(Path.Combine(volume, number.ToString())).FullName;
            File.WriteAllText(Path.Combine(source, "number"), number + "\n");
            return new Cri.Mount { HostPath = source, ContainerPath = $"/many/{number}", Readonly = number % 2 == 0 };
        });

        var output = await RunAsync(handler, $"for n in $(seq 0 {Count - 1}); do cat /many/$n/number; done; grep -c ' /many/' /proc/self/mountinfo", [.. mounts]);

        Assert.Equal(string.Concat(Enumerable.Range(0, Count).Append(Count).Select(number => number + "\n")), output);
    }

    [Fact]
    public async Task Source_ThatIsALinkToNothing_IsRefusedByName()
    {
        var link = Path.Combine(Volume(), "link");
        File.CreateSymbolicLink(link, "nothing");
        await using var pod = await Node.RunPodAsync();

        var message = await Failures.ExpectAsync(StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new()
        {
            PodSandboxId = pod.Id,
            Config = Configs.Running(Node, "true").With(config => config.Mounts.Add(new Cri.Mount { HostPath = link, ContainerPath = "/volume" })),
            SandboxConfig = pod.Config,
        }));

        Assert.Contains($"mounts[0].host_path: {link}", message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(link)!));
    }

    [Fact]
    public async Task Source_ThatIsNotThere_BecomesADirectory()
    {
        await using var pod = await Node.RunPodAsync();
        var missing = Path.Combine(Node.Directories.Volumes, "made-for-the-pod");
        var config = Configs.Script(Node, "echo kept > /volume/file")
            .With(container => container.Mounts.Add(new Cri.Mount { HostPath = missing, ContainerPath = "/volume" }));

        (await pod.RunAsync(config)).Succeeded();

        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(missing, "file")));
        Directory.Delete(missing, recursive: true);
    }
}
