using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Shows nothing: for <c>--quiet</c>.</summary>
internal sealed class SilentPull : IPullView
{
    public void Show(IEnumerable<LayerProgress> changed)
    {
    }

    public void Done()
    {
    }

    public void Dispose()
    {
    }
}
