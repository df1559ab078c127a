namespace CriSharp.Runtime.OciSpec;

/// <summary>The process of a container, or a further one by <c>exec</c> (config.md, process).</summary>
public sealed record Process
{
    public bool Terminal { get; init; }

    public required User User { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    /// <summary><c>NAME=value</c>, each name once.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Absolute path inside the container.</summary>
    public required string Cwd { get; init; }

    public LinuxCapabilities? Capabilities { get; init; }

    public IReadOnlyList<PosixRlimit> Rlimits { get; init; } = [];

    public bool NoNewPrivileges { get; init; }

    /// <summary>Null: no profile is applied.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux context; null: the OCI runtime's own.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>-1000 to 1000 (proc_pid_oom_score_adj(5)).</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>The content of a file for the OCI runtime's <c>exec --process</c>.</summary>
    public byte[] ToJson() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(this, SpecJson.Compact.Process);
}
