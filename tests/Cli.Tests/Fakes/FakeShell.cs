using CriSharp.Cli;

namespace CriSharp.Tests.Cli.Fakes;

/// <summary>A shell that runs the command in this process and keeps what it writes.</summary>
internal sealed class FakeShell(FakeDaemon? daemon) : IDisposable
{
    private readonly SeenStream _output = new();
    private readonly SeenStream _error = new();

    public Interrupts Interrupts { get; } = new();

    public bool Terminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Input { get; init; } = "";

    public Dictionary<string, string> Environment { get; } = [];

    public string Output => _output.Text;

    public string Error => _error.Text;

    /// <summary>Standard output as bytes.</summary>
    public byte[] OutputBytes => _output.ToArray();

    /// <summary>Completes when standard output contains the text.</summary>
    public Task OutputContainsAsync(string text) => _output.ContainsAsync(text);

    /// <summary>Completes when standard error contains the text.</summary>
    public Task ErrorContainsAsync(string text) => _error.ContainsAsync(text);

    /// <summary>Runs the command; the exit code.</summary>
    public Task<int> RunAsync(params string[] args) =>
        CommandLine.RunAsync(daemon is null ? args : ["--socket", daemon.Socket, .. args], ToShell()).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>The shell as the command sees it.</summary>
    public Shell ToShell() => new()
    {
        Output = _output,
        Error = _error,
        Input = new StringReader(Input),
        OutputIsTerminal = Terminal,
        ErrorIsTerminal = Terminal,
        InputIsTerminal = Terminal,
        Interrupts = Interrupts,
        Time = Time,
        Environment = name => Environment.GetValueOrDefault(name),
        ReadSecret = prompt => $"typed after '{prompt}'",
        LogRoot = daemon?.LogRoot ?? "/nonexistent",
    };

    public void Dispose()
    {
        Interrupts.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
