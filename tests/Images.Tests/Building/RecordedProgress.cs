using System.Collections.Concurrent;
using CriSharp.Images;

namespace CriSharp.Tests.Images.Building;

/// <summary>Keeps what a pull reports, and lets a test wait for it.</summary>
internal sealed class RecordedProgress : IProgress<LayerProgress>
{
    private readonly ConcurrentBag<(Func<LayerProgress, bool> Wanted, TaskCompletionSource Seen)> _waiting = [];

    public ConcurrentQueue<LayerProgress> Seen { get; } = new();

    public void Report(LayerProgress value)
    {
        Seen.Enqueue(value);
        foreach (var (wanted, seen) in _waiting)
        {
            if (wanted(value))
            {
                seen.TrySetResult();
            }
        }
    }

    public Task FirstAsync(Func<LayerProgress, bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((wanted, seen));
        if (Seen.Any(wanted))
        {
            seen.TrySetResult();
        }

        return seen.Task;
    }
}
