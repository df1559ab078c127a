using CriSharp.Runtime.Security.SeLinux;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>A policy that knows everything but what is called <c>unknown_t</c>; keeps what was labelled.</summary>
internal sealed class FakeSeLinux : ISeLinux
{
    public List<(string Path, string Label)> Labelled { get; } = [];

    public bool IsValid(string label) => !label.Contains("unknown_t", StringComparison.Ordinal);

    public Task LabelAsync(string path, string label)
    {
        Labelled.Add((path, label));
        return Task.CompletedTask;
    }
}
