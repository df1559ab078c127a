using System.Text;
using System.Text.Json.Nodes;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.Keeping;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

/// <summary>A container from Debian's busybox-static under a real OCI runtime, launched by a keeper.</summary>
internal sealed class TestContainer
{
    private static readonly string[] Namespaces = ["pid", "mount", "ipc", "uts", "network"];
    private static readonly string[] Applets = ["sh", "cat", "echo", "seq", "sleep", "tty", "true", "false", "kill", "head", "setsid"];

    private const string Busybox = "/bin/busybox";

    private static int _last;

    private readonly TestKeeper _keeper;
    private readonly string _runtime;
    private readonly string _bundle;
    private readonly int _number;

    internal TestContainer(TestKeeper keeper, string runtime, string[] command, string test)
    {
        _keeper = keeper;
        _runtime = runtime;
        _number = Interlocked.Increment(ref _last);
        Id = $"crtest-keeper-{Environment.ProcessId}-{_number}-{test[..Math.Min(test.Length, 20)]}";
        _bundle = Path.Combine(keeper.DirectoryPath, "bundles", Id);
        Command = command;
    }

    /// <summary>Whether this machine has what these tests need.</summary>
    internal static bool HasPrograms => File.Exists(ProgramPath("crun")) && File.Exists(ProgramPath("runc")) && File.Exists(Busybox);

    internal string Id { get; }

    internal string[] Command { get; }

    internal bool Terminal { get; init; }

    internal bool Stdin { get; init; }

    internal long? MemoryLimitBytes { get; init; }

    internal string LogPath => Path.Combine(_keeper.DirectoryPath, "logs", Id, "0.log");

    internal string RootFs => Path.Combine(_bundle, "rootfs");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RuntimePath => ProgramPath(_runtime);

    private string StateRoot => Path.Combine(_keeper.DirectoryPath, _runtime);

    internal LaunchRequest Request => new()
    {
        ContainerId = Id,
        CreateCommand =
        [
            RuntimePath, "--root", StateRoot, "create", "--bundle", _bundle, "--pid-file", PidFile,
            .. Terminal ? new[] { "--console-socket", ConsoleSocket } : [], Id,
        ],
        StartCommand = [RuntimePath, "--root", StateRoot, "start", Id],
        DeleteCommand = [RuntimePath, "--root", StateRoot, "delete", "--force", Id],
        PidFile = PidFile,
        ConsoleSocket = Terminal ? ConsoleSocket : null,
        LogPath = LogPath,
        Stdin = Stdin,
        Oom = HostCgroups.Open().OomCounterFiles($"/{Id}"),
    };

    private string PidFile => Path.Combine(_bundle, "pid");

    // Short, for a socket's path is limited.
    private string ConsoleSocket => Path.Combine(_keeper.DirectoryPath, $"{_number}.tty");

    /// <summary>Writes the bundle and launches it.</summary>
    internal async Task<KeptProcess> LaunchAsync()
    {
        WriteBundle();
        return await _keeper.Client.LaunchAsync(Request, Token);
    }

    internal ExecRequest Exec(string execId, params string[] command)
    {
        var processFile = Path.Combine(_bundle, execId + ".json");
        File.WriteAllText(processFile, Process(command, terminal: false).ToJsonString());
        var pidFile = Path.Combine(_bundle, execId + ".pid");
        return new ExecRequest
        {
            ContainerId = Id,
            ExecId = execId,
            Command = [RuntimePath, "--root", StateRoot, "exec", "--detach", "--process", processFile, "--pid-file", pidFile, Id],
            PidFile = pidFile,
        };
    }

    internal bool IsRemoved { get; private set; }

    /// <summary>What the daemon does after an exit: the OCI runtime forgets, then the keeper.</summary>
    internal async Task RemoveAsync()
    {
        await DeleteAsync();
        await _keeper.ExitAsync(Id);
        await _keeper.Client.ForgetAsync(Id, Token);
    }

    /// <summary>Kills it if it runs; the OCI runtime forgets.</summary>
    internal async Task DeleteAsync()
    {
        var result = await ProgramRunner.RunAsync(
            new ProgramStart { Path = RuntimePath, Arguments = ["--root", StateRoot, "delete", "--force", Id] }, CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.ErrorText);
        IsRemoved = true;
    }

    /// <summary>The content of the log records of one stream, joined as a reader of logs does it.</summary>
    internal string Logged(string stream)
    {
        var text = new StringBuilder();
        foreach (var line in File.ReadAllText(LogPath, Encoding.Latin1).Split('\n')[..^1])
        {
            var fields = line.Split(' ', 4);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", fields[0]);
            Assert.True(fields[2] is "F" or "P", line);
            if (fields[1] == stream)
            {
                text.Append(fields[3]).Append(fields[2] == "F" ? "\n" : "");
            }
        }

        return text.ToString();
    }

    /// <summary>Completes when the log has such a text.</summary>
    internal async Task LoggedAsync(string text)
    {
        while (!(await File.ReadAllTextAsync(LogPath, Token)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(5, Token);
        }
    }

    internal void WriteBundle()
    {
        foreach (var directory in new[] { "bin", "proc", "dev", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(RootFs, directory));
        }

        File.Copy(Busybox, Path.Combine(RootFs, "bin/busybox"));
        foreach (var applet in Applets)
        {
            File.CreateSymbolicLink(Path.Combine(RootFs, "bin", applet), "busybox");
        }

        File.WriteAllText(Path.Combine(_bundle, "config.json"), Config().ToJsonString());
    }

    private static string ProgramPath(string name) => File.Exists($"/usr/bin/{name}") ? $"/usr/bin/{name}" : $"/usr/sbin/{name}";

    private static JsonObject Process(string[] command, bool terminal) => new()
    {
        ["terminal"] = terminal,
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
        ["args"] = new JsonArray([.. command.Select(argument => JsonValue.Create(argument))]),
        ["env"] = new JsonArray("PATH=/bin"),
        ["cwd"] = "/",
    };

    private JsonObject Config() => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = Process(Command, Terminal),
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["mounts"] = new JsonArray(
            Mount("/proc", "proc"), Mount("/dev", "tmpfs"), Mount("/dev/pts", "devpts", "newinstance", "ptmxmode=0666")),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = "/" + Id,
            ["resources"] = MemoryLimitBytes is { } limit ? new JsonObject { ["memory"] = new JsonObject { ["limit"] = limit } } : null,
            ["namespaces"] = new JsonArray([.. Namespaces.Select(name => new JsonObject { ["type"] = name })]),
        },
    };

    private static JsonObject Mount(string destination, string type, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = type,
        ["options"] = new JsonArray([.. options.Select(option => JsonValue.Create(option))]),
    };
}
