using Microsoft.Win32.SafeHandles;

namespace CriSharp.Linux.Processes;

/// <summary>
/// A program to start, with all that it inherits: three descriptors and an environment, nothing else.
/// </summary>
public sealed record SpawnRequest
{
    /// <summary>Absolute path of the executable.</summary>
    public required string Path { get; init; }

    /// <summary>Arguments after the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment, <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public required SafeFileHandle Stdin { get; init; }

    public required SafeFileHandle Stdout { get; init; }

    public required SafeFileHandle Stderr { get; init; }

    /// <summary>Null: that of the caller.</summary>
    public string? WorkingDirectory { get; init; }
}
