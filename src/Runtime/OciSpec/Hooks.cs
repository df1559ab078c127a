namespace CriSharp.Runtime.OciSpec;

/// <summary>The hooks of a container by moment (config.md, POSIX-platform hooks). Null: none.</summary>
public sealed record Hooks
{
    /// <summary>Deprecated in favour of the next three, and still in use.</summary>
    public IReadOnlyList<Hook>? Prestart { get; init; }

    public IReadOnlyList<Hook>? CreateRuntime { get; init; }

    public IReadOnlyList<Hook>? CreateContainer { get; init; }

    public IReadOnlyList<Hook>? StartContainer { get; init; }

    public IReadOnlyList<Hook>? Poststart { get; init; }

    public IReadOnlyList<Hook>? Poststop { get; init; }
}
