using CriSharp.Linux;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.Security.AppArmor;

/// <summary>The kernel's AppArmor, told what to load by apparmor_parser(8).</summary>
public sealed partial class HostAppArmor : IAppArmor, IDisposable
{
    private const string Parser = "apparmor_parser";
    private const string KernelProfiles = "/sys/kernel/security/apparmor/profiles";

    private static readonly TimeSpan ParserLimit = TimeSpan.FromSeconds(30);

    private readonly bool _isEnabled;
    private readonly ProgramSearch _search;
    private readonly string _profiles;
    private readonly ILogger<HostAppArmor> _logger;
    private readonly SemaphoreSlim _loading = new(1);
    private volatile string? _problem = "it is not loaded yet";
    private volatile string? _directory;

    public HostAppArmor(NodeDescription node, ILogger<HostAppArmor> logger)
        : this(node.AppArmor, ProgramSearch.Installed, KernelProfiles, logger)
    {
    }

    internal HostAppArmor(bool isEnabled, ProgramSearch search, string profiles, ILogger<HostAppArmor> logger)
    {
        _isEnabled = isEnabled;
        _search = search;
        _profiles = profiles;
        _logger = logger;
    }

    public AppArmorFacts Read()
    {
        if (!_isEnabled)
        {
            return AppArmorFacts.Absent;
        }

        try
        {
            var loaded = Loaded();
            return new AppArmorFacts(true, _problem ?? (loaded.Contains(AppArmorDefault.Name) ? null : "it was unloaded"), loaded);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AppArmorFacts(true, e.Message, AppArmorFacts.Absent.Loaded);
        }
    }

    public async Task<AppArmorFacts> ReadAsync(CancellationToken cancellationToken)
    {
        var facts = Read();
        if (!facts.IsEnabled || _problem is not null || _directory is not { } directory || facts.Loaded.Contains(AppArmorDefault.Name))
        {
            return facts;
        }

        // Package scripts unload what no file in /etc/apparmor.d is behind (aa-remove-unknown(8)).
        await LoadDefaultAsync(directory, cancellationToken);
        return Read();
    }

    public async Task LoadDefaultAsync(string directory, CancellationToken cancellationToken)
    {
        if (!_isEnabled)
        {
            return;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            _directory = directory;
            _problem = await TryLoadAsync(Path.Combine(directory, AppArmorDefault.Name + ".apparmor"), cancellationToken);
        }
        finally
        {
            _loading.Release();
        }

        if (_problem is { } problem)
        {
            LogNotLoaded(AppArmorDefault.Name, problem);
        }
    }

    public void Dispose() => _loading.Dispose();

    // The file has its name only once its text is loaded, so that a crash between the two loads again.
    private async Task<string?> TryLoadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (Loaded().Contains(AppArmorDefault.Name)
                && (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellationToken) == AppArmorDefault.Text))
            {
                return null;
            }

            if (_search.Find(Parser) is not { } parser)
            {
                return $"program {Parser} is not installed (package apparmor)";
            }

            var candidate = file + ".new";
            await File.WriteAllTextAsync(candidate, AppArmorDefault.Text, cancellationToken);
            var result = await RunAsync(parser, candidate, cancellationToken);
            if (result.ExitCode != 0)
            {
                return $"{Parser} refused it: {OciRuntimeMessage.Of(result)}";
            }

            File.Move(candidate, file, overwrite: true);
            LogLoaded(AppArmorDefault.Name);
            return null;
        }
        catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    // Not from the parser's cache, which may be of another text, and in place of what is loaded.
    private static async Task<ProgramResult> RunAsync(string parser, string file, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ParserLimit);
        try
        {
            return await ProgramRunner.RunAsync(new ProgramStart { Path = parser, Arguments = ["-Kr", file] }, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{Parser} did not end within {ParserLimit.TotalSeconds:0} s", e);
        }
    }

    private IReadOnlySet<string> Loaded() => LoadedProfiles.Parse(File.ReadAllText(_profiles));

    [LoggerMessage(9211, LogLevel.Information, "AppArmor profile {Profile} loaded")]
    private partial void LogLoaded(string profile);

    [LoggerMessage(
        9212, LogLevel.Warning, "AppArmor profile {Profile} not loaded, containers that ask for no profile run without: {Problem}")]
    private partial void LogNotLoaded(string profile, string problem);
}
