namespace CriSharp.PodSandbox.Ids;

/// <summary>The id of a pod sandbox: 64 hexadecimal digits, chosen here, unique for ever.</summary>
public readonly record struct SandboxId(string Value)
{
    public static SandboxId New() => new(RandomId.New());

    public override string ToString() => Value;
}
