using CriSharp.Failures;
using CriSharp.PodSandbox.Containers;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Containers;

public sealed class CreateContainerTests : IDisposable
{
    private readonly TestParts _parts = new();

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task CreateAsync_HandlerNotConfiguredAnyMore_IsRefusedNamingTheSandbox()
    {
        _parts.Runtime.IsConfigured = false;
        var sandbox = Records.Sandbox("web");
        var create = new CreateContainer(
            _parts.Records.Sandboxes, _parts.Records.Containers, null!, _parts.Snapshots, null!, null!, new ContainerBundle(_parts.Paths), _parts.ContainerTeardown,
            TestNode.Ordinary, null!, _parts.Runtimes, _parts.Locks, NullLogger<CreateContainer>.Instance);

        var error = await Assert.ThrowsAsync<FailureException>(
            () => create.CreateAsync(sandbox, TestInput.Container(), TestContext.Current.CancellationToken));

        Assert.Equal(FailureKind.FailedPrecondition, error.Kind);
        Assert.StartsWith($"pod sandbox {sandbox.Id}: ", error.Message, StringComparison.Ordinal);
    }
}
