using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>What the node's configuration gives every container that nobody else says anything about.</summary>
public sealed record ContainerDefaults
{
    /// <summary>Environment variables, below the image's and the container's own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The file on the node that containers see as /etc/localtime; null: the image's own.</summary>
    public string? TimeZoneFile { get; init; }

    /// <summary>Limits of a process besides that of open files.</summary>
    public IReadOnlyList<PosixRlimit> Limits { get; init; } = [];
}
