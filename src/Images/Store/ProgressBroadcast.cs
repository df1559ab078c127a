namespace CriSharp.Images.Store;

/// <summary>Tells several listeners of the progress of one operation; who comes late is told first how each layer stands.</summary>
internal sealed class ProgressBroadcast : IProgress<LayerProgress>
{
    private readonly Lock _gate = new();
    private readonly List<IProgress<LayerProgress>> _listeners = [];
    private readonly Dictionary<string, LayerProgress> _latest = new(StringComparer.Ordinal);

    internal void Add(IProgress<LayerProgress> listener)
    {
        lock (_gate)
        {
            _listeners.Add(listener);
            foreach (var state in _latest.Values)
            {
                listener.Report(state);
            }
        }
    }

    internal void Remove(IProgress<LayerProgress> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }

    public void Report(LayerProgress value)
    {
        lock (_gate)
        {
            _latest[value.Digest] = value;
            _listeners.ForEach(listener => listener.Report(value));
        }
    }
}
