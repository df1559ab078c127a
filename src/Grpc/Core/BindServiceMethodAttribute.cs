namespace Grpc.Core;

/// <summary>Tells which method binds the services derived from a generated base class.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type that has the method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The method's name.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
