using System.Collections.Concurrent;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using Microsoft.Extensions.Logging;

namespace CriSharp.PodSandbox.Containers;

/// <summary>Tells the log what this node cannot give, once for each kind: a node without a right meets the wish at every container.</summary>
public sealed partial class ClampReport(ILogger<ClampReport> logger)
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    public void Tell(ContainerId container, IEnumerable<Clamp> clamps)
    {
        foreach (var clamp in clamps.Where(clamp => _told.TryAdd(clamp.Kind, true)))
        {
            LogClamped(clamp.Kind, clamp.Asked, clamp.Given, container);
        }
    }

    [LoggerMessage(
        2051, LogLevel.Warning, "{Kind}: this daemon may not give {Asked}, containers get {Given}; said once, first for container {ContainerId}")]
    private partial void LogClamped(string kind, string asked, string given, ContainerId containerId);
}
