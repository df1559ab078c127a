namespace CriSharp.PodSandbox.Ids;

/// <summary>The id of a container: 64 hexadecimal digits, chosen here, unique for ever.</summary>
public readonly record struct ContainerId(string Value)
{
    public static ContainerId New() => new(RandomId.New());

    public override string ToString() => Value;
}
