using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest;
using Response = Grpc.Reflection.V1.ServerReflectionResponse;

namespace CriSharp.Grpc.Services;

/// <summary>Tells clients what the server offers: grpc.reflection.v1, from the descriptors in the generated code.</summary>
internal sealed class ReflectionService(IReadOnlyList<ServiceDescriptor> services) : ServerReflection.ServerReflectionBase
{
    // Made at the first question: most servers are never asked.
    private readonly Lazy<DescriptorIndex> _index = new(() => DescriptorIndex.Of(services));

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Response> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(Answer(request));
        }
    }

    private Response Answer(Request request)
    {
        var response = request.MessageRequestCase switch
        {
            Request.MessageRequestOneofCase.ListServices => ListServices(),
            Request.MessageRequestOneofCase.FileByFilename => FileOrError(_index.Value.FindFile(request.FileByFilename), request.FileByFilename),
            Request.MessageRequestOneofCase.FileContainingSymbol =>
                FileOrError(_index.Value.FindSymbol(request.FileContainingSymbol), request.FileContainingSymbol),
            Request.MessageRequestOneofCase.FileContainingExtension => NotFound(
                $"extension {request.FileContainingExtension.ExtensionNumber} of {request.FileContainingExtension.ContainingType}"),
            Request.MessageRequestOneofCase.AllExtensionNumbersOfType => ExtensionNumbers(request.AllExtensionNumbersOfType),
            _ => Error(StatusCode.InvalidArgument, "reflect: the request asks nothing that is known here"),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private Response ListServices()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(services.Select(service => new ServiceResponse { Name = service.FullName }));
        return new Response { ListServicesResponse = list };
    }

    private static Response FileOrError(FileDescriptor? file, string subject)
    {
        if (file is null)
        {
            return NotFound(subject);
        }

        var answer = new FileDescriptorResponse();
        answer.FileDescriptorProto.AddRange(DescriptorIndex.WithImports(file).Select(each => each.SerializedData));
        return new Response { FileDescriptorResponse = answer };
    }

    // Nothing here is proto2, so no message has extensions.
    private Response ExtensionNumbers(string type) => _index.Value.FindSymbol(type) is null
        ? NotFound(type)
        : new Response { AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type } };

    private static Response NotFound(string subject) => Error(StatusCode.NotFound, $"reflect {subject}: not found");

    private static Response Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
