using Microsoft.Extensions.Configuration;

namespace CriSharp.CriServer.Configuration;

/// <summary>Reads and checks the daemon's configuration: an unknown key or an impossible value stops the daemon with a message naming it.</summary>
public static class DaemonConfiguration
{
    private static readonly string[] CgroupDrivers = ["auto", "systemd", "cgroupfs"];

    /// <summary>The options in the file; the defaults where <paramref name="path"/> is null.</summary>
    /// <exception cref="InvalidDataException">The file cannot be used; the message names file and key.</exception>
    public static DaemonOptions Read(string? path)
    {
        var options = new DaemonOptions();
        if (path is not null)
        {
            Bind(path, options);
        }

        Check(options, path ?? "defaults");
        return Complete(options);
    }

    private static void Bind(string path, DaemonOptions options)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"read configuration {path}: no such file");
        }

        var root = new ConfigurationBuilder().Add(new YamlConfiguration(path)).Build();
        try
        {
            root.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"read configuration {path}: {e.Message}", e);
        }
    }

    private static void Check(DaemonOptions options, string source)
    {
        Require(Path.IsPathFullyQualified(options.StateDirectory), "stateDirectory: must be an absolute path");
        Require(Path.IsPathFullyQualified(options.RuntimeDirectory), "runtimeDirectory: must be an absolute path");
        Require(options.Socket.Length == 0 || Path.IsPathFullyQualified(options.Socket), "socket: must be an absolute path");
        Require(CgroupDrivers.Contains(options.CgroupDriver), "cgroupDriver: must be auto, systemd or cgroupfs");
        Require(Enum.TryParse<Microsoft.Extensions.Logging.LogLevel>(options.LogLevel, out _), $"logLevel: {options.LogLevel} is none");
        Require(options.Cdi.Directories.All(Path.IsPathFullyQualified), "cdi.directories: must be absolute paths");
        RuntimeConfiguration.Check(options.Runtimes, options.DefaultRuntime, Require);

        try
        {
            _ = ContainerSettings.Read(options.Containers);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"read configuration {source}: {e.Message}", e);
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw new InvalidDataException($"read configuration {source}: {problem}");
            }
        }
    }

    private static DaemonOptions Complete(DaemonOptions options)
    {
        options.Socket = Default(options.Socket, Path.Combine(options.RuntimeDirectory, "crisharp.sock"));
        options.Keeper.Path = Default(options.Keeper.Path, Path.Combine(AppContext.BaseDirectory, "crisharp-keeper"));
        options.Keeper.Log = Default(options.Keeper.Log, Path.Combine(options.RuntimeDirectory, "keeper.log"));
        options.Runtimes = RuntimesOf(options);
        options.Cdi.Directories = Default(options.Cdi.Directories, ["/etc/cdi", "/var/run/cdi"]);
        options.Cni.PluginDirectories = Default(options.Cni.PluginDirectories, ["/opt/cni/bin", "/usr/lib/cni"]);
        options.Registries.HostsDirectories = Default(options.Registries.HostsDirectories, ["/etc/crisharp/certs.d", "/etc/containerd/certs.d"]);
        if (options.CgroupDriver == "auto")
        {
            // sd_booted(3): this directory exists exactly where systemd is the init.
            options.CgroupDriver = Directory.Exists("/run/systemd/system") ? "systemd" : "cgroupfs";
        }

        options.CgroupParent = Default(options.CgroupParent, options.CgroupDriver == "systemd" ? "/crisharp.slice" : "/crisharp");
        return options;
    }

    private static Dictionary<string, RuntimeOptions> RuntimesOf(DaemonOptions options)
    {
        var runtimes = options.Runtimes.Count > 0 ? options.Runtimes : RuntimeConfiguration.BuiltIn.ToDictionary(name => name, _ => new RuntimeOptions());
        foreach (var (name, runtime) in runtimes)
        {
            // Two daemons on one machine, as in tests, must not share a runtime's state.
            runtime.Root = Default(runtime.Root, Path.Combine(options.RuntimeDirectory, "oci", name));
        }

        return runtimes;
    }

    private static string[] Default(string[] given, string[] whenNone) => given.Length > 0 ? given : whenNone;

    private static string Default(string value, string whenEmpty) => value.Length > 0 ? value : whenEmpty;
}
