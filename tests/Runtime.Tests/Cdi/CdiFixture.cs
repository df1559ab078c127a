using CriSharp.Failures;
using CriSharp.Linux.Devices;
using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.Devices;
using CriSharp.Tests.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cdi;

/// <summary>Two CDI directories, the second of higher rank, and a host with two devices.</summary>
internal sealed class CdiFixture : IHostDevices, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crtest-cdi-").FullName;

    public CdiFixture()
    {
        Low = Directory.CreateDirectory(Path.Join(_root, "etc")).FullName;
        High = Directory.CreateDirectory(Path.Join(_root, "run")).FullName;
        Devices = new CdiDevices([Low, High, Path.Join(_root, "absent")], this, Log);
    }

    public string Low { get; }

    public string High { get; }

    public RecordingLogger<CdiDevices> Log { get; } = new();

    public CdiDevices Devices { get; }

    /// <summary>A file with one device, x of vendor.com/class, that has these edits.</summary>
    public static string Json(string edits, string version = "1.0.0", string more = "") =>
        $$"""{"cdiVersion":"{{version}}","kind":"vendor.com/class","devices":[{"name":"x","containerEdits":{{edits}}}]{{more}}}""";

    /// <summary>A file with one device that only sets a variable.</summary>
    public static string Setting(string variable) => Json($$"""{"env":["{{variable}}"]}""");

    public static string Write(string directory, string name, string text)
    {
        var path = Path.Join(directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    public CdiEdits Resolve(params string[] names) => Devices.Resolve(names);

    /// <summary>The words with which a device is refused.</summary>
    public string Refusal(string name = "vendor.com/class=x")
    {
        var error = Assert.Throws<FailureException>(() => Resolve(name));
        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.StartsWith($"CDI device {name}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    public IReadOnlyList<HostDevice> All() => throw new NotSupportedException();

    public IReadOnlyList<HostDevice> Resolve(string hostPath, string containerPath) => hostPath switch
    {
        "/dev/char" => [new(new DeviceNode(hostPath, DeviceType.Character, 10, 229, 0x180, 7, 8), containerPath)],
        "/dev/link" => [new(new DeviceNode("/dev/block", DeviceType.Block, 259, 3, 0x1B0, 0, 6), containerPath)],
        "/dev/dir" => [new(new DeviceNode("/dev/dir/one", DeviceType.Character, 1, 1, 0x1B0, 0, 6), containerPath + "/one")],
        _ => throw new FailureException(FailureKind.InvalidArgument, $"device host_path {hostPath}: no such file"),
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
