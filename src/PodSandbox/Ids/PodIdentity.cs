namespace CriSharp.PodSandbox.Ids;

/// <summary>What makes two RunPodSandbox calls the same pod attempt (PodSandboxMetadata).</summary>
public readonly record struct PodIdentity(string Namespace, string Name, string Uid, uint Attempt)
{
    public static PodIdentity Of(Cri.PodSandboxConfig config) =>
        new(config.Metadata.Namespace, config.Metadata.Name, config.Metadata.Uid, config.Metadata.Attempt);

    public override string ToString() => $"{Namespace}/{Name} (uid {Uid}, attempt {Attempt})";
}
