using System.Text;
using CriSharp.Cli.Output;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Cli;

/// <summary>What surrounds a verb: its streams, terminal, clock, signals and environment. Tests give their own.</summary>
internal sealed class Shell
{
    private const string DefaultLogRoot = "/var/log/crisharp/pods";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private TextWriter? _outputText;
    private TextWriter? _errorText;

    /// <summary>Standard output, for bytes.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error, for bytes.</summary>
    public required Stream Error { get; init; }

    /// <summary>Standard input, for text.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Standard output, for text. Buffered: flushed when the verb has ended.</summary>
    public TextWriter OutputText => _outputText ??= new StreamWriter(Output, Utf8);

    /// <summary>Standard error, for text. Not buffered.</summary>
    public TextWriter ErrorText => _errorText ??= new StreamWriter(Error, Utf8) { AutoFlush = true };

    /// <summary>Standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard error is a terminal, so that a progress bar can be drawn there.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Standard input is a terminal, so that a person can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ctrl-C and SIGTERM.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>The caller's environment variables.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Shows a prompt and reads a line from the terminal without showing it.</summary>
    public Func<string, string> ReadSecret { get; init; } = SecretPrompt.Read;

    /// <summary>Where the logs of pods made by <c>run</c> go; the daemon writes there.</summary>
    public string LogRoot { get; init; } = DefaultLogRoot;

    /// <summary>Escape sequences for colour and weight are welcome on standard output (see no-color.org).</summary>
    public bool Styled => OutputIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR"));

    /// <summary>Writes a line for whoever reads standard output.</summary>
    public void Print(string line) => OutputText.WriteLine(line);

    /// <summary>Writes a message for the person at standard error.</summary>
    public void Report(string message) => ErrorText.WriteLine($"crisharp: {Printable.Of(message, lines: true)}");

    /// <summary>The shell of this process.</summary>
    public static Shell OfProcess() => new()
    {
        Output = OpenStandard(1, Console.OpenStandardOutput),
        Error = OpenStandard(2, Console.OpenStandardError),
        Input = new StreamReader(Console.OpenStandardInput(), Utf8),
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Interrupts = Interrupts.OfProcess(),
        LogRoot = System.Environment.GetEnvironmentVariable("CRISHARP_LOG_ROOT") is { Length: > 0 } root ? root : DefaultLogRoot,
    };

    // The console's streams swallow EPIPE, so `crisharp logs -f x | head -1` would never end, and on a terminal they send escape sequences
    // of their own. A file stream does neither; but it would write a regular file at a position of its own, not where others left off.
    private static Stream OpenStandard(nint descriptor, Func<Stream> openConsole)
    {
        var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? openConsole() : stream;
    }
}
