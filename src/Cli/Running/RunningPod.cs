namespace CriSharp.Cli.Running;

/// <summary>A pod that <c>run</c> has started.</summary>
internal sealed record RunningPod(string PodId, Cri.PodSandboxMetadata Metadata, string ContainerId, string LogPath);
