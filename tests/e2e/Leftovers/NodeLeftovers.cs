using System.Net;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>Everything of one node that the machine holds beside daemon and keeper, one line for each thing.</summary>
public sealed class NodeLeftovers(NodeNames names, NodeDirectories directories)
{
    // Deep enough to see every pod, container, snapshot and layer; the files inside a layer are the image tests' subject.
    private const int DirectoryDepth = 3;

    public IReadOnlyList<string> Look() =>
    [
        .. MountTable.Below(directories.Root).Select(point => "mount " + point),
        .. CgroupTrees.Directories(names.CgroupParent).Where(directory => !directory.EndsWith(names.CgroupParent, StringComparison.Ordinal)).Select(directory => "cgroup " + directory),
        .. BridgePorts().Select(port => "interface " + port),
        .. Addresses().Select(address => "reserved address " + address),
        .. Firewall.Rules(names.Network).Select(rule => "firewall rule " + rule),
        .. Processes().Select(process => process.ToString()),
        .. Files(directories.Run, DirectoryDepth).Concat(Files(directories.State, DirectoryDepth)).Select(path => "file " + path),
    ];

    private string[] BridgePorts()
    {
        var ports = $"/sys/class/net/{names.Bridge}/brif";
        return Directory.Exists(ports) ? Directory.GetFileSystemEntries(ports) : [];
    }

    private IEnumerable<string> Addresses()
    {
        var reservations = Path.Combine(directories.Addresses, names.Network);
        return Directory.Exists(reservations)
            ? Directory.GetFiles(reservations).Select(file => Path.GetFileName(file)).Where(name => IPAddress.TryParse(name, out _))
            : [];
    }

    // Daemon and keeper themselves are in the baseline: their command lines do not change.
    private List<RunningProcess> Processes()
    {
        var all = ProcessTable.All();
        var own = all.Where(process => process.CommandLine.Contains(directories.Root + "/", StringComparison.Ordinal)).ToList();
        var servers = own.Where(process => IsServer(process.CommandLine)).ToList();
        var children = all.Where(process => servers.Any(server => server.Id == process.ParentId));
        var inside = CgroupTrees.Processes(names.CgroupParent).ToHashSet();
        return [.. own.Concat(children).Concat(all.Where(process => inside.Contains(process.Id))).Except(servers)];
    }

    private static bool IsServer(string commandLine) =>
        commandLine.StartsWith(Programs.Daemon + " ", StringComparison.Ordinal) || commandLine.StartsWith(Programs.Keeper + " ", StringComparison.Ordinal);

    // The database's own files come and go with its transactions.
    private static IEnumerable<string> Files(string directory, int depth) => new DirectoryInfo(directory).EnumerateFileSystemInfos()
        .Where(entry => !entry.Name.Contains(".db", StringComparison.Ordinal))
        .SelectMany(entry => (depth > 1 && entry is DirectoryInfo { LinkTarget: null } ? Files(entry.FullName, depth - 1) : []).Prepend(entry.FullName));
}
