namespace CriSharp.CriServer.Configuration;

/// <summary>What every container gets that neither its image nor its configuration says anything about.</summary>
public sealed class ContainersSection
{
    /// <summary>Environment variables, <c>NAME=value</c>; the image's and the container's own come before them.</summary>
    public string[] Environment { get; set; } = [];

    /// <summary>Empty: the image's own. <c>Local</c>: the node's. Else a name like <c>Europe/Vienna</c>, in /usr/share/zoneinfo.</summary>
    public string TimeZone { get; set; } = "";

    public OpenFilesSection OpenFiles { get; set; } = new();

    /// <summary>Further limits of a process by name (<c>core</c>, <c>nproc</c>, <c>memlock</c>, …): <c>soft:hard</c>, or one value for both; <c>unlimited</c>.</summary>
    public Dictionary<string, string> Ulimits { get; set; } = [];

    /// <summary>The most processes and threads of a container; 0: no limit of its own.</summary>
    public long PidsLimit { get; set; }

    /// <summary>In pods with a network of their own any user may bind ports below 1024; a pod's own sysctl comes first.</summary>
    public bool UnprivilegedPorts { get; set; } = true;

    /// <summary>In pods with a network of their own any user may ping; a pod's own sysctl comes first.</summary>
    public bool UnprivilegedIcmp { get; set; } = true;

    /// <summary>Whether the device nodes that a container asks for belong to its process instead of having the host's owner.</summary>
    public bool DeviceOwnershipFromSecurityContext { get; set; }
}

/// <summary>The limit of open files of a container.</summary>
public sealed class OpenFilesSection
{
    public ulong Soft { get; set; } = 1024;

    public ulong Hard { get; set; } = 524288;
}
