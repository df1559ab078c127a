using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Shows a pull on standard error. Disposed before <see cref="Done"/>, the pull has failed.</summary>
internal interface IPullView : IDisposable
{
    /// <summary>Some layers have got on.</summary>
    void Show(IEnumerable<LayerProgress> changed);

    /// <summary>The image is stored.</summary>
    void Done();
}
