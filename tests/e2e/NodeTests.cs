using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e;

/// <summary>
/// Tests against a node of their class. After each of them nothing may remain on the node: no mount, namespace, control group, interface,
/// address, firewall rule, process or file.
/// </summary>
public abstract class NodeTests(NodeFixture fixture) : IClassFixture<NodeFixture>, IAsyncLifetime
{
    // The kernel takes a moment to empty a control group or to drop a veth pair after the call that ended it.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    protected TestNode Node => fixture.Node;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            var place = Node.KeepLogs(TestContext.Current.TestCase!.TestCaseDisplayName);
            TestContext.Current.TestOutputHelper?.WriteLine($"logs of daemon and keeper: {place}");
            await Node.RecoverAsync();
            return;
        }

        var remains = await Deadlines.UntilAsync(() => Task.FromResult(Node.Leftovers()), found => found.Count == 0, Settling);
        Assert.True(remains.Count == 0, "left behind:\n" + string.Join('\n', remains));
    }
}
