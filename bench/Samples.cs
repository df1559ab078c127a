namespace CriSharp.Bench;

/// <summary>Measured values of one kind for one peer.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    /// <summary>The value that the given part of all is not above (nearest rank).</summary>
    public double Percentile(double part)
    {
        _values.Sort();
        return _values[Math.Clamp((int)Math.Ceiling(part * _values.Count) - 1, 0, _values.Count - 1)];
    }
}
