using Grpc.Core;

namespace CriSharp.CriServer.Services;

public sealed partial class RuntimeService
{
    public override Task<Cri.VersionResponse> Version(Cri.VersionRequest request, ServerCallContext context) => Task.FromResult(new Cri.VersionResponse
    {
        // The version of the kubelet's runtime API, not ours: the kubelet refuses to start with anything else.
        Version = "0.1.0",
        RuntimeName = "crisharp",
        RuntimeVersion = ProductVersion.Text,
        RuntimeApiVersion = "v1",
    });

    public override Task<Cri.StatusResponse> Status(Cri.StatusRequest request, ServerCallContext context) =>
        Task.FromResult(runtimeStatus.Read(request.Verbose));

    public override Task<Cri.RuntimeConfigResponse> RuntimeConfig(Cri.RuntimeConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new Cri.RuntimeConfigResponse
        {
            Linux = new Cri.LinuxRuntimeConfiguration
            {
                CgroupDriver = options.CgroupDriver == "systemd" ? Cri.CgroupDriver.Systemd : Cri.CgroupDriver.Cgroupfs,
            },
        });

    /// <summary>The pod CIDR is a matter of the CNI configuration, which CriSharp only reads: taken note of, as the API allows.</summary>
    public override Task<Cri.UpdateRuntimeConfigResponse> UpdateRuntimeConfig(Cri.UpdateRuntimeConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new Cri.UpdateRuntimeConfigResponse());
}
