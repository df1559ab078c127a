using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Sandboxes;

/// <summary>What a kubelet asks before it runs anything.</summary>
public sealed class RuntimeInformationTests(NodeFixture fixture) : NodeTests(fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("0.1.0")]
    public async Task Version_AnyClientVersion_SaysTheFourConstants(string clientVersion)
    {
        var version = await Node.Runtime.VersionAsync(new() { Version = clientVersion });

        Assert.Equal("0.1.0", version.Version);
        Assert.Equal("crisharp", version.RuntimeName);
        Assert.Matches(@"^v?\d+\.\d+\.\d+", version.RuntimeVersion);
        Assert.Equal("v1", version.RuntimeApiVersion);
    }

    [Fact]
    public async Task Status_WithNetworkConfiguration_IsReady()
    {
        var status = await Node.Runtime.StatusAsync(new() { Verbose = true });

        Assert.All(["RuntimeReady", "NetworkReady"], type => Assert.True(Condition(status, type).Status));
        Assert.NotEmpty(status.Info);
        Assert.True(status.Features.SupplementalGroupsPolicy);
        Assert.True(status.Features.UserNamespacesHostNetwork);
    }

    [Fact]
    public async Task Status_Handlers_DefaultFirstByBothItsNames()
    {
        var handlers = (await Node.Runtime.StatusAsync(new())).RuntimeHandlers;

        Assert.Equal(["", "crun", "runc"], handlers.Select(handler => handler.Name));
        Assert.Equal(handlers[1].Features, handlers[0].Features);
        Assert.All(handlers, handler => Assert.True(handler.Features.RecursiveReadOnlyMounts));
        Assert.All(handlers, handler => Assert.True(handler.Features.UserNamespaces));
    }

    [Fact]
    public async Task Status_WithoutNetworkConfiguration_SaysWhyUntilItIsBack()
    {
        var conflist = Path.Combine(Node.Directories.Network, "10-crtest.conflist");
        var hidden = Path.Combine(Node.Directories.Root, "hidden");

        File.Move(conflist, hidden);
        var without = await Deadlines.UntilAsync(StatusAsync, status => !Condition(status, "NetworkReady").Status);
        Assert.False(Condition(without, "NetworkReady").Status);
        Assert.True(Condition(without, "RuntimeReady").Status);
        Assert.NotEmpty(Condition(without, "NetworkReady").Reason);
        Assert.Contains(Node.Directories.Network, Condition(without, "NetworkReady").Message, StringComparison.Ordinal);
        await Failures.ExpectAsync(StatusCode.Unavailable, () => Node.Runtime.RunPodSandboxAsync(new() { Config = Pods.Networked(Node) }));

        File.Move(hidden, conflist);
        var with = await Deadlines.UntilAsync(StatusAsync, status => Condition(status, "NetworkReady").Status);
        Assert.True(Condition(with, "NetworkReady").Status);

        async Task<Cri.StatusResponse> StatusAsync() => await Node.Runtime.StatusAsync(new());
    }

    [Fact]
    public async Task RuntimeConfig_NamesTheConfiguredCgroupDriver() =>
        Assert.Equal(Cri.CgroupDriver.Cgroupfs, (await Node.Runtime.RuntimeConfigAsync(new())).Linux.CgroupDriver);

    [Fact]
    public async Task UpdateRuntimeConfig_PodCidr_IsAccepted() =>
        await Node.Runtime.UpdateRuntimeConfigAsync(new() { RuntimeConfig = new() { NetworkConfig = new() { PodCidr = "10.1.0.0/24" } } });

    [Fact]
    public async Task RpcOfALaterRelease_IsUnimplementedByName()
    {
        var message = await Failures.ExpectAsync(
            StatusCode.Unimplemented, () => Node.Runtime.CheckpointPodAsync(new() { PodSandboxId = "any" }));
        Assert.Contains("CheckpointPod", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_DescribesDaemonAndHost()
    {
        var info = await Node.Client.Node.InfoAsync(new());

        Assert.Equal(Node.DaemonPid, info.Pid);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), info.Kernel);
        Assert.Equal(Node.Directories.State, info.StateDirectory);
        Assert.Equal(Node.Directories.Network, info.CniConfigurationDirectory);
        Assert.True(info.NetworkReady);
    }

    [Fact]
    public async Task ForeignClient_PythonGrpc_CallsVersion()
    {
        const string Script = """
            import sys, grpc
            raw = lambda message: message
            with grpc.insecure_channel('unix://' + sys.argv[1]) as channel:
                call = channel.unary_unary('/runtime.v1.RuntimeService/Version', request_serializer=raw, response_deserializer=raw)
                sys.stdout.buffer.write(call(b'', timeout=30))
            """;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script, Node.Directories.Socket]) { RedirectStandardOutput = true })!;
        var answer = new MemoryStream();
        await python.StandardOutput.BaseStream.CopyToAsync(answer);
        await python.WaitForExitAsync();

        Assert.Equal("crisharp", Cri.VersionResponse.Parser.ParseFrom(answer.ToArray()).RuntimeName);
    }

    private static Cri.RuntimeCondition Condition(Cri.StatusResponse status, string type) =>
        Assert.Single(status.Status.Conditions, condition => condition.Type == type);
}
