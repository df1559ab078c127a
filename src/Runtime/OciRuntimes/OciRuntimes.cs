using CriSharp.Failures;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>
/// Handlers by name. Programs are looked for at each call, which costs a stat or two: one installed later is found without a restart.
/// </summary>
public sealed class OciRuntimes : IOciRuntimes
{
    private readonly IReadOnlyList<OciRuntimeOptions> _configured;
    private readonly string _defaultHandler;
    private readonly ProgramSearch _search;

    /// <param name="configured">The handlers; none: <c>crun</c> and <c>runc</c>.</param>
    /// <param name="defaultHandler">The name of the handler for <c>""</c>; empty: the first whose program is installed.</param>
    /// <param name="systemdCgroup">Whether the handlers that are not configured here use the systemd cgroup driver.</param>
    /// <exception cref="FailureException">InvalidArgument: a name twice or empty, or a default that is not configured.</exception>
    public OciRuntimes(IReadOnlyList<OciRuntimeOptions> configured, string defaultHandler = "", bool systemdCgroup = false)
        : this(configured, defaultHandler, systemdCgroup, ProgramSearch.Installed)
    {
    }

    internal OciRuntimes(IReadOnlyList<OciRuntimeOptions> configured, string defaultHandler, bool systemdCgroup, ProgramSearch search)
    {
        _configured = configured.Count > 0 ? configured : BuiltIn(systemdCgroup);
        _defaultHandler = defaultHandler;
        _search = search;
        Validate();
    }

    public IReadOnlyList<OciRuntimeHandler> Handlers()
    {
        var byDefault = Default();
        return [.. _configured.OrderByDescending(options => options == byDefault)
            .Select(options => new OciRuntimeHandler(options.Name, options == byDefault, Problem(options)))];
    }

    public IOciRuntime Find(string handler, string? root = null)
    {
        var options = handler.Length == 0 ? Default() : _configured.FirstOrDefault(options => options.Name == handler)
            ?? throw new FailureException(FailureKind.InvalidArgument, $"runtime handler {handler} is not configured");
        return _search.Find(ProgramOf(options)) is { } program
            ? new OciRuntime(options, program, root)
            : throw new FailureException(FailureKind.FailedPrecondition, $"runtime handler {options.Name}: {Problem(options)}");
    }

    private static OciRuntimeOptions[] BuiltIn(bool systemdCgroup) =>
    [
        new OciRuntimeOptions { Name = "crun", SystemdCgroup = systemdCgroup },
        new OciRuntimeOptions { Name = "runc", SystemdCgroup = systemdCgroup },
    ];

    private static string ProgramOf(OciRuntimeOptions options) => options.Path.Length > 0 ? options.Path : options.Name;

    private void Validate()
    {
        if (_configured.CountBy(options => options.Name).FirstOrDefault(name => name.Key.Length == 0 || name.Value > 1) is { Key: { } wrong })
        {
            throw new FailureException(FailureKind.InvalidArgument, $"runtime handler '{wrong}': {(wrong.Length == 0 ? "has no name" : "configured twice")}");
        }

        if (_defaultHandler.Length > 0 && _configured.All(options => options.Name != _defaultHandler))
        {
            throw new FailureException(FailureKind.InvalidArgument, $"default runtime handler {_defaultHandler} is not configured");
        }
    }

    private OciRuntimeOptions Default() => _defaultHandler.Length > 0
        ? _configured.First(options => options.Name == _defaultHandler)
        : _configured.FirstOrDefault(options => Problem(options) is null) ?? _configured[0];

    private string? Problem(OciRuntimeOptions options) =>
        _search.Find(ProgramOf(options)) is null ? $"program {ProgramOf(options)} is not installed" : null;
}
