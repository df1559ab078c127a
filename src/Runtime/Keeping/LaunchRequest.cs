using CriSharp.Runtime.Cgroups;

namespace CriSharp.Runtime.Keeping;

/// <summary>A container to start.</summary>
public sealed record LaunchRequest
{
    public required string ContainerId { get; init; }

    /// <summary>
    /// argv of the OCI runtime's <c>create</c>, absolute program path first; it names the bundle and
    /// <see cref="PidFile"/>.
    /// </summary>
    public required IReadOnlyList<string> CreateCommand { get; init; }

    /// <summary>argv of the OCI runtime's <c>start</c>.</summary>
    public required IReadOnlyList<string> StartCommand { get; init; }

    /// <summary>argv of the OCI runtime's forced <c>delete</c>, run by the keeper if <c>start</c> fails.</summary>
    public required IReadOnlyList<string> DeleteCommand { get; init; }

    /// <summary>Where <c>create</c> writes the process id of the container's first process.</summary>
    public required string PidFile { get; init; }

    /// <summary>
    /// With a terminal: path of the socket at which <c>create</c> delivers the pty master (<c>--console-socket</c>);
    /// the keeper listens there first.
    /// </summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>Absolute path of the CRI log file; null: the output is read and dropped.</summary>
    public string? LogPath { get; init; }

    /// <summary>Keep a stdin open for attach; otherwise it is /dev/null.</summary>
    public bool Stdin { get; init; }

    /// <summary>The container's user as the node has it, to whom its stdio belongs.</summary>
    public uint Uid { get; init; }

    /// <summary>The user's group.</summary>
    public uint Gid { get; init; }

    /// <summary>Where the kernel counts the container's OOM kills; null: they are not told with its exit.</summary>
    public OomCounterFiles? Oom { get; init; }

    /// <summary>Close stdin for good when the first attached session ends.</summary>
    public bool StdinOnce { get; init; }
}
