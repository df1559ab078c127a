namespace CriSharp.CriServer.Configuration;

/// <summary>The daemon's configuration file, key by key. The values here are the defaults.</summary>
public sealed class DaemonOptions
{
    /// <summary>What survives a reboot: images, layers, snapshots, records.</summary>
    public string StateDirectory { get; set; } = "/var/lib/crisharp";

    /// <summary>What does not: sockets, namespaces, mounts, bundles. On tmpfs.</summary>
    public string RuntimeDirectory { get; set; } = "/run/crisharp";

    /// <summary>Path of the CRI socket; empty: crisharp.sock in the runtime directory.</summary>
    public string Socket { get; set; } = "";

    /// <summary>systemd, cgroupfs, or auto: systemd where it is the host's init.</summary>
    public string CgroupDriver { get; set; } = "auto";

    /// <summary>Parent cgroup of pods that name none; empty: /crisharp, or crisharp.slice with the systemd driver.</summary>
    public string CgroupParent { get; set; } = "";

    /// <summary>The init program of pods that share their PID namespace.</summary>
    public string PodInit { get; set; } = "/usr/bin/catatonit";

    /// <summary>The handler of pods that name none: to be said where more than one is configured; without configuration crun, or runc where that is not installed.</summary>
    public string DefaultRuntime { get; set; } = "";

    /// <summary>OCI runtimes by handler name; none: crun and runc, whichever are installed.</summary>
    public Dictionary<string, RuntimeOptions> Runtimes { get; set; } = [];

    public ContainersSection Containers { get; set; } = new();

    public CdiSection Cdi { get; set; } = new();

    public CniSection Cni { get; set; } = new();

    public RegistrySection Registries { get; set; } = new();

    public KeeperSection Keeper { get; set; } = new();

    /// <summary>Trace, Debug, Information, Warning or Error.</summary>
    public string LogLevel { get; set; } = "Information";
}

/// <summary>One OCI runtime.</summary>
public sealed class RuntimeOptions
{
    /// <summary>Absolute path, or a name that is looked up in the usual directories.</summary>
    public string Path { get; set; } = "";

    /// <summary>Its state directory; empty: a directory of its own in the runtime directory.</summary>
    public string Root { get; set; } = "";

    /// <summary>Global options put before every verb.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>Further options of the verb create.</summary>
    public string[] CreateArguments { get; set; } = [];

    /// <summary>Privileged containers of this handler get no device of the node but what they ask for, and may open no other.</summary>
    public bool PrivilegedWithoutHostDevices { get; set; }
}

/// <summary>Devices that vendors describe by files of the Container Device Interface.</summary>
public sealed class CdiSection
{
    /// <summary>None: /etc/cdi, then /var/run/cdi. What a later directory has wins.</summary>
    public string[] Directories { get; set; } = [];
}

/// <summary>Pod networks.</summary>
public sealed class CniSection
{
    public string ConfigurationDirectory { get; set; } = "/etc/cni/net.d";

    /// <summary>None: /opt/cni/bin, then /usr/lib/cni where Debian has them. (The binder adds to a list that is there, so the default comes later.)</summary>
    public string[] PluginDirectories { get; set; } = [];
}

/// <summary>Image registries.</summary>
public sealed class RegistrySection
{
    /// <summary>Hosts (with port) that are spoken to over http, or over https without checking the certificate.</summary>
    public string[] Insecure { get; set; } = [];

    /// <summary>PEM files with further certificate authorities.</summary>
    public string[] CaFiles { get; set; } = [];

    /// <summary>
    /// Directories in containerd's certs.d layout, with a hosts.toml for a registry, or certificates; the first that speaks of a registry is
    /// taken. None: /etc/crisharp/certs.d, then /etc/containerd/certs.d.
    /// </summary>
    public string[] HostsDirectories { get; set; } = [];

    /// <summary>The node's own credentials, a file like Docker's config.json; it need not be there.</summary>
    public string CredentialsFile { get; set; } = "/etc/crisharp/credentials.json";
}

/// <summary>The keeper.</summary>
public sealed class KeeperSection
{
    /// <summary>The program; empty: crisharp-keeper beside this one.</summary>
    public string Path { get; set; } = "";

    /// <summary>Where a keeper that the daemon starts writes its messages; empty: keeper.log in the runtime directory.</summary>
    public string Log { get; set; } = "";
}
