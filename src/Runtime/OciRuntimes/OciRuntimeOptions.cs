namespace CriSharp.Runtime.OciRuntimes;

/// <summary>A runtime handler as the user configures it.</summary>
public sealed class OciRuntimeOptions
{
    /// <summary>The handler's name, as in RuntimeClass.</summary>
    public string Name { get; set; } = "";

    /// <summary>The program: an absolute path, or a name to look for where programs are installed. Empty: <see cref="Name"/>.</summary>
    public string Path { get; set; } = "";

    /// <summary>Directory of the program's state (<c>--root</c>), on a file system that a reboot empties. Empty: <c>/run/crisharp/&lt;name&gt;</c>.</summary>
    public string Root { get; set; } = "";

    /// <summary>Further global options, before the verb.</summary>
    public IList<string> Arguments { get; set; } = [];

    /// <summary>Further options of <c>create</c>, e.g. <c>--no-pivot</c> where the root file system is a ramdisk.</summary>
    public IList<string> CreateArguments { get; set; } = [];

    /// <summary>Whether privileged containers get every device of the node.</summary>
    public bool GivesHostDevices { get; set; } = true;

    /// <summary>Whether the program has systemd make the cgroups (<c>--systemd-cgroup</c>); paths are then <c>slice:prefix:name</c>.</summary>
    public bool SystemdCgroup { get; set; }
}
