namespace CriSharp.Images;

/// <summary>What an image says about the process to run in it (OCI image specification, config.md).</summary>
public sealed record ImageConfig
{
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary><c>user[:group]</c>, each a name or a number; empty: root.</summary>
    public string User { get; init; } = "";

    public string WorkingDir { get; init; } = "";

    /// <summary>Paths that the image declares as volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>e.g. <c>SIGTERM</c> or <c>15</c>; empty: none.</summary>
    public string StopSignal { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string Architecture { get; init; } = "";

    public string Os { get; init; } = "";

    /// <summary>The configuration as it came, for <c>inspect</c>.</summary>
    public string Json { get; init; } = "{}";
}
