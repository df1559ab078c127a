using CriSharp.Failures;
using CriSharp.Linux.Devices;

namespace CriSharp.Runtime.Devices;

/// <inheritdoc cref="IHostDevices"/>
public sealed class HostDevices : IHostDevices
{
    private const string DeviceDirectory = "/dev";

    // Each container has its own instance of these; the host's would shadow or leak them.
    private static readonly HashSet<string> PerContainer = ["/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/fd", "/dev/console"];

    // One level at a time: links are never followed, so that nothing is listed twice.
    private static readonly EnumerationOptions OneLevel = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    public IReadOnlyList<HostDevice> All() =>
        [.. Below(DeviceDirectory).Select(node => new HostDevice(node, node.Path))];

    public IReadOnlyList<HostDevice> Resolve(string hostPath, string containerPath)
    {
        RequireAbsolute("host_path", hostPath);
        RequireAbsolute("container_path", containerPath);
        var target = Target(hostPath);
        if (DeviceNode.TryRead(target) is { } node)
        {
            return [new HostDevice(node, containerPath)];
        }

        if (!Directory.Exists(target))
        {
            throw new FailureException(FailureKind.InvalidArgument, $"device host_path {hostPath}: {(File.Exists(target) ? "not a device" : "no such file")}");
        }

        HostDevice[] devices = [.. Below(target).Select(below => new HostDevice(below, Path.Join(containerPath, Path.GetRelativePath(target, below.Path))))];
        return devices.Length > 0
            ? devices
            : throw new FailureException(FailureKind.InvalidArgument, $"device host_path {hostPath}: no device below this directory");
    }

    private static void RequireAbsolute(string field, string path)
    {
        if (!path.StartsWith('/') || path.Split('/').Contains(".."))
        {
            throw new FailureException(FailureKind.InvalidArgument, $"device {field} {path}: must be an absolute path without '..'");
        }
    }

    // udev names most devices by links: /dev/disk/by-id/…, /dev/cdrom.
    private static string Target(string hostPath)
    {
        try
        {
            return File.ResolveLinkTarget(hostPath, returnFinalTarget: true)?.FullName ?? hostPath;
        }
        catch (IOException e)
        {
            var cause = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : "its symbolic links lead nowhere";
            throw new FailureException(FailureKind.InvalidArgument, $"device host_path {hostPath}: {cause}", e);
        }
    }

    private static List<DeviceNode> Below(string directory)
    {
        var nodes = new List<DeviceNode>();
        foreach (var entry in Entries(directory).Where(entry => entry.LinkTarget is null && !PerContainer.Contains(entry.FullName)))
        {
            if (entry is DirectoryInfo)
            {
                nodes.AddRange(Below(entry.FullName));
            }
            else if (DeviceNode.TryRead(entry.FullName) is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static FileSystemInfo[] Entries(string directory)
    {
        try
        {
            return new DirectoryInfo(directory).GetFileSystemInfos("*", OneLevel);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // Unplugged meanwhile: udev removes a device's directory with the last node in it.
        }
    }
}
