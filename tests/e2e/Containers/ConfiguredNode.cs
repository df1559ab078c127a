using System.Diagnostics.CodeAnalysis;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>A node whose configuration gives containers something of each kind, with two handlers that withhold the node's devices.</summary>
public sealed class ConfiguredNode(TestHost host) : IAsyncLifetime
{
    private const string Settings =
        """
        containers:
          environment: [GIVEN=node, BOTH=node]
          timeZone: Asia/Tokyo
          openFiles: {soft: 512, hard: 2048}
          ulimits: {core: 0, nproc: unlimited}
          pidsLimit: 99
          unprivilegedPorts: false
        defaultRuntime: crun
        runtimes:
          crun: {path: crun}
          runc: {path: runc}
          bare-crun: {path: crun, privilegedWithoutHostDevices: true}
          bare-runc: {path: runc, privilegedWithoutHostDevices: true}

        """;

    private const ulong ResourceCapability = 1UL << 24; // CAP_SYS_RESOURCE

    [NotNull]
    public TestNode? Node { get; private set; }

    /// <summary>Whether this machine lets the daemon give any limit.</summary>
    public bool MayRaiseLimits { get; } = (EffectiveCapabilities() & ResourceCapability) != 0;

    public async ValueTask InitializeAsync() => Node = await TestNode.StartAsync(host, more: Settings);

    public async ValueTask DisposeAsync()
    {
        if (Node is { } node)
        {
            await node.DisposeAsync();
        }
    }

    private static ulong EffectiveCapabilities() =>
        Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim(), 16);
}
