namespace CriSharp.PodSandbox.Ids;

/// <summary>What makes two CreateContainer calls the same container attempt (ContainerMetadata within its sandbox).</summary>
public readonly record struct ContainerIdentity(SandboxId Sandbox, string Name, uint Attempt)
{
    public static ContainerIdentity Of(SandboxId sandbox, Cri.ContainerConfig config) =>
        new(sandbox, config.Metadata.Name, config.Metadata.Attempt);

    public override string ToString() => $"{Name} (attempt {Attempt})";
}
