using CriSharp.Cli.Output;
using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Shows a pull in lines, one for each layer that begins or ends, for files and logs.</summary>
internal sealed class PullLines : IPullView
{
    private readonly Shell _shell;
    private readonly string _image;
    private readonly long _begun;
    private readonly Dictionary<string, LayerProgress.Types.Phase> _phases = [];

    public PullLines(Shell shell, string image)
    {
        _shell = shell;
        _image = Printable.Of(image);
        _begun = shell.Time.GetTimestamp();
        shell.ErrorText.WriteLine($"pulling {_image}");
    }

    public void Show(IEnumerable<LayerProgress> changed)
    {
        foreach (var layer in changed)
        {
            if (_phases.TryGetValue(layer.Digest, out var phase) && phase == layer.Phase)
            {
                continue;
            }

            _phases[layer.Digest] = layer.Phase;
            if (WordFor(layer.Phase) is { } word)
            {
                _shell.ErrorText.WriteLine($"layer {Printable.Of(ShortId.Of(layer.Digest))}: {word}, {HumanSize.Of(layer.TotalBytes)}");
            }
        }
    }

    public void Done() => _shell.ErrorText.WriteLine($"pulled {_image} in {_shell.Time.GetElapsedTime(_begun).TotalSeconds:0.0} s");

    public void Dispose()
    {
    }

    private static string? WordFor(LayerProgress.Types.Phase phase) => phase switch
    {
        LayerProgress.Types.Phase.Downloading => "downloading",
        LayerProgress.Types.Phase.Done => "done",
        LayerProgress.Types.Phase.Shared => "already here",
        _ => null,
    };
}
