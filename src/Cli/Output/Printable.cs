namespace CriSharp.Cli.Output;

/// <summary>
/// Text that may come from an image, a registry or a container, made safe to show: a control character could move the cursor of a
/// terminal or change its settings.
/// </summary>
internal static class Printable
{
    /// <summary>The text with every control character replaced; tabs and line ends too, unless <paramref name="lines"/>.</summary>
    public static string Of(string text, bool lines = false) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0
            ? text
            : string.Create(text.Length, (text, lines), static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    var c = source.text[i];
                    target[i] = !char.IsControl(c) || (source.lines && c is '\n' or '\t') ? c : '\ufffd';
                }
            });
}
