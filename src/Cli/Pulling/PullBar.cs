using CriSharp.Cli.Output;
using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Shows a pull as one line with a bar, drawn again in place, for a terminal.</summary>
internal sealed class PullBar : IPullView
{
    private const string ClearLine = "\r\u001b[K";
    private const int BarColumns = 30;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(80);

    private readonly Shell _shell;
    private readonly string _image;
    private readonly long _begun;
    private readonly Dictionary<string, LayerProgress> _layers = [];
    private long? _drawn;

    public PullBar(Shell shell, string image)
    {
        _shell = shell;
        _image = Printable.Of(image);
        _begun = shell.Time.GetTimestamp();
        Draw($"pulling {_image}");
    }

    public void Show(IEnumerable<LayerProgress> changed)
    {
        foreach (var layer in changed)
        {
            _layers[layer.Digest] = layer;
        }

        if (_drawn is not { } before || _shell.Time.GetElapsedTime(before) >= Redraw)
        {
            _drawn = _shell.Time.GetTimestamp();
            Draw(Line(_image, _layers.Values));
        }
    }

    public void Done()
    {
        var size = HumanSize.Of(_layers.Values.Aggregate(0UL, (sum, layer) => sum + layer.TotalBytes));
        var seconds = _shell.Time.GetElapsedTime(_begun).TotalSeconds;
        _shell.ErrorText.WriteLine($"{ClearLine}pulled {_image}: {Count(_layers.Count)}, {size} in {seconds:0.0} s");
        _drawn = null;
    }

    // After a failure the message starts on a line of its own.
    public void Dispose()
    {
        if (_drawn is not null)
        {
            _shell.ErrorText.Write(ClearLine);
        }
    }

    /// <summary>What is drawn; the bar comes last, since a narrow terminal cuts the end off.</summary>
    internal static string Line(string image, IReadOnlyCollection<LayerProgress> layers)
    {
        var total = layers.Sum(layer => (decimal)layer.TotalBytes);
        var received = layers.Sum(layer => (decimal)(IsHere(layer) ? layer.TotalBytes : Math.Min(layer.ReceivedBytes, layer.TotalBytes)));
        var share = total == 0 ? 0 : received / total;
        var sizes = $"{HumanSize.Of((ulong)received)}/{HumanSize.Of((ulong)total)}";
        return $"pulling {image} {share,4:0%}  {sizes}  {layers.Count(IsHere)}/{Count(layers.Count)}  {Bar(share)}";
    }

    // Without automatic wrapping (DECAWM) a line too long for the terminal stays one line, whatever the terminal's width is by then.
    private void Draw(string line) => _shell.ErrorText.Write($"{ClearLine}\u001b[?7l{line}\u001b[?7h");

    private static string Count(int layers) => layers == 1 ? "1 layer" : $"{layers} layers";

    private static string Bar(decimal share)
    {
        var filled = (int)(share * BarColumns);
        return new string('━', filled) + new string('─', BarColumns - filled);
    }

    private static bool IsHere(LayerProgress layer) => layer.Phase is LayerProgress.Types.Phase.Done or LayerProgress.Types.Phase.Shared;
}
