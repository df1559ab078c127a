using CriSharp.Cli.Output;
using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Shows a pull as one line with a bar, drawn again in place, for a terminal.</summary>
internal sealed class PullBar : IPullView
{
    private const string ClearLine = "\r\u001b[K";
    private const int LongestBar = 40;

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
        shell.ErrorText.Write($"{ClearLine}pulling {_image}");
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
            _shell.ErrorText.Write(ClearLine + Line(_image, _layers.Values, _shell.Width()));
        }
    }

    public void Done()
    {
        var size = HumanSize.Of(_layers.Values.Aggregate(0UL, (sum, layer) => sum + layer.TotalBytes));
        var seconds = _shell.Time.GetElapsedTime(_begun).TotalSeconds;
        _shell.ErrorText.WriteLine($"{ClearLine}pulled {_image}: {_layers.Count} layers, {size} in {seconds:0.0} s");
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

    /// <summary>The line for a terminal of <paramref name="width"/> columns; what does not fit is left out, the bar first.</summary>
    internal static string Line(string image, IReadOnlyCollection<LayerProgress> layers, int width)
    {
        var total = layers.Sum(layer => (decimal)layer.TotalBytes);
        var received = layers.Sum(layer => (decimal)(IsHere(layer) ? layer.TotalBytes : Math.Min(layer.ReceivedBytes, layer.TotalBytes)));
        var share = total == 0 ? 0 : received / total;
        var facts = $" {share,4:0%}  {HumanSize.Of((ulong)received)}/{HumanSize.Of((ulong)total)}  {layers.Count(IsHere)}/{layers.Count} layers";
        var head = $"pulling {image}";

        // One column stays free: a full line would make some terminals wrap.
        var room = width - 1 - head.Length - facts.Length - 1;
        var bar = room < 5 ? "" : " " + Bar(share, Math.Min(room, LongestBar));
        var line = head + bar + facts;
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    private static string Bar(decimal share, int columns)
    {
        var filled = (int)(share * columns);
        return new string('━', filled) + new string('─', columns - filled);
    }

    private static bool IsHere(LayerProgress layer) => layer.Phase is LayerProgress.Types.Phase.Done or LayerProgress.Types.Phase.Shared;
}
