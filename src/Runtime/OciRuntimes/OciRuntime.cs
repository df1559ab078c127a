using System.Text;
using System.Text.Json;
using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>The command line that crun, runc and their like share (the OCI runtime command line interface, and runc where that is silent).</summary>
internal sealed class OciRuntime(OciRuntimeOptions options, string program, string? root = null) : IOciRuntime
{
    // The program starts nothing but its own helpers (newuidmap, criu), which it looks for.
    private static readonly string[] Environment = [$"PATH={ProgramSearch.Installed.PathVariable}"];

    public string Handler => options.Name;

    public string Program => program;

    public string Root => root ?? (options.Root.Length > 0 ? options.Root : $"/run/crisharp/{options.Name}");

    public bool GivesHostDevices => options.GivesHostDevices;

    public IReadOnlyList<string> CreateCommand(string containerId, string bundle, string pidFile, string? consoleSocket) =>
        Command(["create", "--bundle", bundle, "--pid-file", pidFile, .. Console(consoleSocket), .. options.CreateArguments, containerId]);

    public IReadOnlyList<string> StartCommand(string containerId) => Command(["start", containerId]);

    public IReadOnlyList<string> DeleteCommand(string containerId) => Command(["delete", "--force", containerId]);

    public IReadOnlyList<string> ExecCommand(string containerId, string processFile, string pidFile, string? consoleSocket) =>
        Command(["exec", "--detach", "--process", processFile, "--pid-file", pidFile, .. Console(consoleSocket), containerId]);

    public async Task DeleteAsync(string containerId, CancellationToken cancellationToken)
    {
        // Where there is no state, the program need not be started to say so: a removal asks again after each exit has been cleared.
        if (!OciRuntimeState.Exists(Root, containerId))
        {
            return;
        }

        var result = await RunAsync(DeleteCommand(containerId), cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new FailureException(FailureKind.Internal, $"delete container {containerId}: {OciRuntimeMessage.Of(result)}");
        }
    }

    public async Task UpdateAsync(string containerId, LinuxResources resources, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.SerializeToUtf8Bytes(resources, SpecJson.Compact.LinuxResources);
        var result = await RunAsync(Command(["update", "--resources", "-", containerId]), cancellationToken, input);
        if (result.ExitCode != 0)
        {
            throw new FailureException(FailureKind.Internal, $"update container {containerId}: {OciRuntimeMessage.Of(result)}");
        }
    }

    public async Task<string> VersionAsync(CancellationToken cancellationToken) => (await VersionTextAsync(cancellationToken)).Split('\n')[0].Trim();

    public async Task<OciRuntimeFeatures> FeaturesAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync([program, "features"], cancellationToken);
        return result.ExitCode == 0
            ? OciRuntimeFeatures.Parse(result.Output)
            : FeaturesByVersion.Of(await VersionTextAsync(cancellationToken)); // no such verb
    }

    private async Task<string> VersionTextAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync([program, "--version"], cancellationToken);
        return result.ExitCode == 0
            ? Encoding.UTF8.GetString(result.Output)
            : throw new FailureException(FailureKind.Internal, $"version of {program}: {OciRuntimeMessage.Of(result)}");
    }

    private static IReadOnlyList<string> Console(string? socket) => socket is null ? [] : ["--console-socket", socket];

    private string[] Command(IEnumerable<string> verb) =>
    [
        program,
        "--root", Root,
        .. options.SystemdCgroup ? ["--systemd-cgroup"] : Array.Empty<string>(),
        .. options.Arguments,
        .. verb,
    ];

    private static async Task<ProgramResult> RunAsync(
        IReadOnlyList<string> command, CancellationToken cancellationToken, ReadOnlyMemory<byte> input = default)
    {
        try
        {
            return await ProgramRunner.RunAsync(
                new ProgramStart { Path = command[0], Arguments = [.. command.Skip(1)], Environment = Environment, Input = input }, cancellationToken);
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.Internal, $"run {command[0]}: {e.Message}", e);
        }
    }
}
