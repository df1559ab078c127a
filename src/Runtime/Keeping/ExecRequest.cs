using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Keeping;

/// <summary>
/// A further process in a running container. The descriptors are duplicated into the keeper; the caller still owns
/// its own.
/// </summary>
public sealed record ExecRequest
{
    public required string ContainerId { get; init; }

    /// <summary>Unique among the running execs; names the exec in messages.</summary>
    public required string ExecId { get; init; }

    /// <summary>
    /// argv of the OCI runtime's detached <c>exec</c>, absolute program path first; it names <see cref="PidFile"/>.
    /// </summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where <c>exec</c> writes the id of the new process.</summary>
    public required string PidFile { get; init; }

    /// <summary>Null: /dev/null.</summary>
    public SafeFileHandle? Stdin { get; init; }

    /// <summary>Null: /dev/null.</summary>
    public SafeFileHandle? Stdout { get; init; }

    /// <summary>Null: /dev/null.</summary>
    public SafeFileHandle? Stderr { get; init; }
}
