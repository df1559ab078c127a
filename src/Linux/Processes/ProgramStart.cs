namespace CriSharp.Linux.Processes;

/// <summary>A program to run to its end: an OCI runtime's verb, a CNI plugin.</summary>
public sealed record ProgramStart
{
    /// <summary>Absolute path of the executable.</summary>
    public required string Path { get; init; }

    /// <summary>Arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment of the program, <c>NAME=value</c>; nothing is inherited.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What the program reads on its standard input; then end of file.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>
    /// How much of each output stream is kept; the rest is read and dropped so that the program never blocks.
    /// </summary>
    public int OutputLimitBytes { get; init; } = 1024 * 1024;
}
