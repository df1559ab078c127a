using CriSharp.Failures;
using CriSharp.Runtime.Devices;
using Microsoft.Extensions.Logging;

namespace CriSharp.Runtime.Cdi;

/// <inheritdoc cref="ICdiDevices"/>
/// <param name="directories">Where the files are; of two that have the same device, the one in the later directory wins.</param>
/// <param name="host">For the numbers of device nodes.</param>
/// <param name="logger">Is told once of a file that cannot be used.</param>
public sealed partial class CdiDevices(IReadOnlyList<string> directories, IHostDevices host, ILogger<CdiDevices> logger) : ICdiDevices
{
    private readonly Lock _gate = new();
    private readonly CdiDirectories _directories = new(directories);
    private HashSet<(string, string)> _told = [];

    public CdiEdits Resolve(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return CdiEdits.None;
        }

        IReadOnlyList<CdiSource> sources;
        lock (_gate)
        {
            sources = _directories.Look();
            Tell(sources);
        }

        var resolution = new CdiResolution(host);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var source = CdiLookup.Find(name, sources);
            try
            {
                resolution.Add(source.File!, name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            }
            catch (FailureException e)
            {
                throw CdiLookup.Unresolvable(name, $"{source.Path}: {e.Message}", e);
            }
        }

        return resolution.Edits;
    }

    private void Tell(IReadOnlyList<CdiSource> sources)
    {
        var problems = sources.Where(source => source.Problem is not null).Select(source => (source.Path, source.Problem!)).ToHashSet();
        foreach (var (path, problem) in problems.Where(problem => !_told.Contains(problem)))
        {
            LogUnusable(path, problem);
        }

        _told = problems;
    }

    [LoggerMessage(9020, LogLevel.Warning, "CDI file {Path} cannot be used, its devices cannot be had: {Problem}")]
    private partial void LogUnusable(string path, string problem);
}
