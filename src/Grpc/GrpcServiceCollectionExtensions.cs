using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProtobufService = Google.Protobuf.Reflection.ServiceDescriptor;

namespace CriSharp.Grpc;

/// <summary>Registers the gRPC server and its services.</summary>
public static class GrpcServiceCollectionExtensions
{
    /// <summary>Adds <see cref="GrpcServer"/>, with health and reflection; to be run as <c>app.Run(server.HandleAsync)</c>.</summary>
    public static IServiceCollection AddGrpcServer(this IServiceCollection services, Action<GrpcServerOptions>? configure = null)
    {
        var options = new GrpcServerOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton(options).AddSingleton<HealthService>().AddSingleton<GrpcServer>();
    }

    /// <summary>
    /// Adds a service whose implementation comes from the container, with the generated description and binding:
    /// <c>AddGrpcService&lt;Images&gt;(ImageService.Descriptor, ImageService.BindService)</c>.
    /// </summary>
    public static IServiceCollection AddGrpcService<TImplementation>(
        this IServiceCollection services, ProtobufService descriptor, Func<TImplementation, ServerServiceDefinition> bind)
        where TImplementation : class =>
        services.AddSingleton(provider => new GrpcService(descriptor, bind(provider.GetRequiredService<TImplementation>())));
}
