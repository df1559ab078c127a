using System.Collections.Immutable;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace CriSharp.Grpc;

/// <summary>
/// Tells whether the server (the service with the empty name) and its services are ready: grpc.health.v1. The server is
/// <c>NOT_SERVING</c> until somebody says otherwise. May be set from any thread.
/// </summary>
public sealed class HealthService : Health.HealthBase
{
    private readonly Lock _gate = new();
    private Snapshot _snapshot = new(ImmutableDictionary<string, ServingStatus>.Empty.Add("", ServingStatus.NotServing));

    /// <summary>Sets the status of a service, or of the whole server if the name is empty, and tells those who watch it.</summary>
    public void Set(string service, ServingStatus status)
    {
        Snapshot previous;
        lock (_gate)
        {
            previous = _snapshot;
            _snapshot = new Snapshot(previous.Statuses.SetItem(service, status));
        }

        previous.Superseded.SetResult();
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        _snapshot.Statuses.TryGetValue(request.Service, out var status)
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, $"check health: unknown service {request.Service}"));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? told = null;
        while (true)
        {
            var snapshot = _snapshot;
            var status = snapshot.Statuses.GetValueOrDefault(request.Service, ServingStatus.ServiceUnknown);
            if (status != told)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
                told = status;
            }

            await snapshot.Superseded.Task.WaitAsync(context.CancellationToken);
        }
    }

    private sealed record Snapshot(ImmutableDictionary<string, ServingStatus> Statuses)
    {
        public TaskCompletionSource Superseded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
