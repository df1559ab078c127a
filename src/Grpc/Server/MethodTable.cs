using System.Collections.Frozen;
using Grpc.Core;

namespace CriSharp.Grpc.Server;

/// <summary>Collects the methods of the services by their paths.</summary>
internal sealed class MethodTable : ServiceBinderBase
{
    private readonly Dictionary<string, ServerMethod> _methods = [];

    public static FrozenDictionary<string, ServerMethod> Of(IEnumerable<GrpcService> services)
    {
        var table = new MethodTable();
        foreach (var service in services)
        {
            service.Methods.BindService(table);
        }

        return table._methods.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(method, new UnaryMethod<TRequest, TResponse>(method, handler!));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, new ClientStreamingMethod<TRequest, TResponse>(method, handler!));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, new ServerStreamingMethod<TRequest, TResponse>(method, handler!));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, new DuplexStreamingMethod<TRequest, TResponse>(method, handler!));

    private void Add(IMethod method, ServerMethod serverMethod)
    {
        if (!_methods.TryAdd(method.FullName, serverMethod))
        {
            throw new InvalidOperationException($"add service {method.ServiceName}: {method.FullName} is there already");
        }
    }
}
