namespace Grpc.Core;

/// <summary>What is known of a method without its message types.</summary>
public interface IMethod
{
    /// <summary>Which side sends a stream.</summary>
    MethodType Type { get; }

    /// <summary>The service with its package, e.g. <c>runtime.v1.RuntimeService</c>.</summary>
    string ServiceName { get; }

    /// <summary>The method alone, e.g. <c>Version</c>.</summary>
    string Name { get; }

    /// <summary>The path on the wire: <c>/service/method</c>.</summary>
    string FullName { get; }
}
