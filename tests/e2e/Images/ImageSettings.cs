using System.Text.Json.Serialization;

namespace CriSharp.Tests.e2e.Images;

/// <summary>The <c>config</c> object of an OCI image configuration, with the specification's names.</summary>
public sealed record ImageSettings
{
    public string[]? Entrypoint { get; init; }

    public string[]? Cmd { get; init; }

    public string[]? Env { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public string? StopSignal { get; init; }

    public Dictionary<string, object>? Volumes { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    [JsonIgnore]
    public string Architecture { get; init; } = HostArchitecture;

    /// <summary>This machine's architecture in the words of OCI.</summary>
    public static string HostArchitecture { get; } =
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
