using CriSharp.Cli.Arguments;

namespace CriSharp.Cli.Running;

/// <summary>What a person asked of <c>run</c>, checked and in the terms of the CRI.</summary>
internal sealed record RunOptions
{
    /// <summary>The image as typed.</summary>
    public required string Image { get; init; }

    /// <summary>Replaces the image's CMD; empty keeps it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Replaces the image's ENTRYPOINT and drops its CMD.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Name of pod and container; <c>null</c> to make one up.</summary>
    public string? Name { get; init; }

    /// <summary>Host name in the pod; <c>null</c> for the pod's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Return as soon as it runs.</summary>
    public bool Detach { get; init; }

    /// <summary>Leave nothing behind when it has ended.</summary>
    public bool Remove { get; init; }

    public bool Privileged { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Use the host's network.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Memory limit in bytes; 0 for none.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>CFS quota in microseconds per <see cref="CpuCount.PeriodMicroseconds"/>; 0 for none.</summary>
    public long CpuQuota { get; init; }

    public IReadOnlyList<Cri.PortMapping> Ports { get; init; } = [];

    public IReadOnlyList<Cri.Mount> Mounts { get; init; } = [];

    public IReadOnlyList<Cri.KeyValue> Environment { get; init; } = [];

    public IReadOnlyList<(string Key, string Value)> Labels { get; init; } = [];

    /// <summary>Empty for the image's.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary><c>null</c> for the image's.</summary>
    public UserSpec? User { get; init; }

    public PullPolicy Pull { get; init; } = PullPolicy.Missing;

    /// <summary>Name of a configured runtime handler; empty for the default.</summary>
    public string RuntimeHandler { get; init; } = "";
}
