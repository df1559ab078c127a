using System.Diagnostics.CodeAnalysis;

namespace CriSharp.Tests.e2e.Node;

/// <summary>One node for all tests of a class.</summary>
public sealed class NodeFixture(TestHost host) : IAsyncLifetime
{
    [NotNull]
    public TestNode? Node { get; private set; }

    public async ValueTask InitializeAsync() => Node = await TestNode.StartAsync(host);

    public async ValueTask DisposeAsync()
    {
        if (Node is { } node)
        {
            await node.DisposeAsync();
        }
    }
}
