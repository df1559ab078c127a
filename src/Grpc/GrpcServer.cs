using System.Collections.Frozen;
using CriSharp.Grpc.Server;
using CriSharp.Grpc.Services;
using CriSharp.Grpc.Wire;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CriSharp.Grpc;

/// <summary>
/// Answers the calls of all registered services, health (grpc.health.v1) and reflection (grpc.reflection.v1). Every call gets a status,
/// whatever is wrong with the request or happens in the service, and every failure is logged once, here.
/// </summary>
public sealed partial class GrpcServer
{
    private readonly FrozenDictionary<string, ServerMethod> _methods;
    private readonly FrozenSet<string> _services;
    private readonly GrpcServerOptions _options;
    private readonly CancellationToken _stopping;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public GrpcServer(
        IEnumerable<GrpcService> services, HealthService health, GrpcServerOptions options,
        IHostApplicationLifetime host, TimeProvider time, ILogger<GrpcServer> logger)
    {
        GrpcService[] described = [.. services, new(Health.Descriptor, Health.BindService(health))];
        var reflection = new ReflectionService([.. described.Select(service => service.Descriptor), ServerReflection.Descriptor]);
        GrpcService[] all = [.. described, new(ServerReflection.Descriptor, ServerReflection.BindService(reflection))];
        _methods = MethodTable.Of(all);
        _services = all.Select(service => service.Descriptor.FullName).ToFrozenSet();
        _options = options;
        _stopping = host.ApplicationStopping;
        _time = time;
        _logger = logger;
    }

    /// <summary>Answers one request; a <see cref="RequestDelegate"/>.</summary>
    public Task HandleAsync(HttpContext http)
    {
        if (HttpRefusal.Of(http.Request) is { } refusal)
        {
            LogRefused(http.Request.Method, http.Request.Path, refusal);
            return HttpRefusal.AnswerAsync(http.Response, refusal);
        }

        return AnswerAsync(http, _methods.GetValueOrDefault(http.Request.Path.Value!));
    }

    private async Task AnswerAsync(HttpContext http, ServerMethod? method)
    {
        var hasTimeout = TryReadTimeout(http.Request, out var timeout);
        var stopping = method is { EndsWithServer: true } ? _stopping : CancellationToken.None;
        using var lifetime = new CallLifetime(_time, timeout, http.RequestAborted, stopping);
        using var call = new ServerCall(http, lifetime, _time, _options);
        var started = _time.GetTimestamp();
        try
        {
            RequireAnswerable(http.Request, method, hasTimeout);
            await method!.InvokeAsync(call);
            call.End(call.Status);
            LogEnded(call.Method, call.Status.StatusCode, _time.GetElapsedTime(started));
        }
#pragma warning disable CA1031 // edge of the call: any exception becomes its status
        catch (Exception e)
#pragma warning restore CA1031
        {
            var status = StatusOf(e, call.Method, lifetime);
            call.End(status, (e as RpcException)?.Trailers);
        }
    }

    private static bool TryReadTimeout(HttpRequest request, out TimeSpan? timeout)
    {
        timeout = null;
        if (!request.Headers.TryGetValue(GrpcHeaders.Timeout, out var header))
        {
            return true;
        }

        var isValid = GrpcTimeout.TryParse(header.ToString(), out var value);
        timeout = isValid ? value : null;
        return isValid;
    }

    private void RequireAnswerable(HttpRequest request, ServerMethod? method, bool hasTimeout)
    {
        if (method is null)
        {
            throw Refusal(StatusCode.Unimplemented, UnknownMethod(request.Path.Value!));
        }

        if (!hasTimeout)
        {
            throw Refusal(StatusCode.Internal, $"read header {GrpcHeaders.Timeout}: {request.Headers[GrpcHeaders.Timeout]} is not a timeout");
        }

        if (request.Headers[GrpcHeaders.Encoding].ToString() is not ("" or GrpcHeaders.Identity or GrpcHeaders.Gzip) and var encoding)
        {
            throw Refusal(StatusCode.Unimplemented, $"read message: encoding {encoding} is not one of {GrpcHeaders.AcceptedEncodings}");
        }
    }

    private string UnknownMethod(string path)
    {
        var slash = path.LastIndexOf('/');
        var service = slash > 0 ? path[1..slash] : "";
        return _services.Contains(service) ? $"unknown method {path[(slash + 1)..]} of service {service}" : $"unknown service {service}";
    }

    private static RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));

    private Status StatusOf(Exception exception, string method, CallLifetime lifetime)
    {
        if (StatusOfExpected(exception, method, lifetime) is not { } status)
        {
            LogUnexpected(exception, method);
            return new Status(StatusCode.Unknown, exception.Message);
        }

        if (lifetime.IsAbandoned)
        {
            LogAbandoned(method, status.Detail);
        }
        else
        {
            LogFailed(method, status.StatusCode, status.Detail);
        }

        return status;
    }

    private Status? StatusOfExpected(Exception exception, string method, CallLifetime lifetime) => exception switch
    {
        // What the generated base class of a service answers for a method that nobody overrode.
        RpcException { Status: { StatusCode: StatusCode.Unimplemented, Detail: "" } } => new Status(StatusCode.Unimplemented, $"{method} is not offered"),
        RpcException rpc => rpc.Status,
        OperationCanceledException when lifetime.Token.IsCancellationRequested => lifetime.Outcome,
        _ => _options.StatusOf(exception),
    };

    [LoggerMessage(8000, LogLevel.Debug, "Call {Method} ended with {StatusCode} after {Elapsed}")]
    private partial void LogEnded(string method, StatusCode statusCode, TimeSpan elapsed);

    [LoggerMessage(8001, LogLevel.Information, "Call {Method} failed with {StatusCode}: {Detail}")]
    private partial void LogFailed(string method, StatusCode statusCode, string detail);

    [LoggerMessage(8002, LogLevel.Debug, "Call {Method} was given up by the client: {Detail}")]
    private partial void LogAbandoned(string method, string detail);

    [LoggerMessage(8003, LogLevel.Error, "Call {Method} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, string method);

    [LoggerMessage(8004, LogLevel.Information, "Request {HttpMethod} {Path} refused with HTTP {StatusCode}: not gRPC")]
    private partial void LogRefused(string httpMethod, string path, int statusCode);
}
