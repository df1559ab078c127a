using Google.Protobuf.Reflection;
using Grpc.Core;

namespace CriSharp.Grpc;

/// <summary>A service that the server offers: its description, for reflection, and its methods bound to an implementation.</summary>
public sealed record GrpcService(ServiceDescriptor Descriptor, ServerServiceDefinition Methods);
