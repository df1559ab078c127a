using CriSharp.Failures;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.Runtime.Namespaces;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Tests.PodSandbox.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Sandboxes;

public sealed class UserNamespaceSupportTests
{
    private readonly FakeSnapshots _snapshots = new();
    private readonly FakeTime _time = new();
    private readonly UserNamespaceSupport _support;

    public UserNamespaceSupportTests() =>
        _support = new(new NoNamespaces(), _snapshots, new AbleHandlers(), _time, NullLogger<UserNamespaceSupport>.Instance);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Require_FailureOfAMoment_IsTriedAgainAfterAMinute()
    {
        _snapshots.MappingProblems.Enqueue(Task.FromResult<string?>("no memory"));
        await _support.StartAsync(Test);

        var error = await Assert.ThrowsAsync<FailureException>(RequireAsync);
        Assert.Equal((FailureKind.FailedPrecondition, false), (error.Kind, _support.IsOffered));
        Assert.Contains("no memory", error.Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));

        await RequireAsync();
        Assert.True(_support.IsOffered);
    }

    [Fact(Timeout = 30_000)]
    public async Task IsOffered_TrialThatHangs_IsNoAndKeepsNobodyWaiting()
    {
        _snapshots.MappingProblems.Enqueue(new TaskCompletionSource<string?>().Task);
        await _support.StartAsync(Test);

        Assert.False(_support.IsOffered);
        var required = RequireAsync();
        _time.Advance(TimeSpan.FromSeconds(10));

        var error = await Assert.ThrowsAsync<FailureException>(() => required);
        Assert.Contains("not tried to the end within 10 s", error.Message, StringComparison.Ordinal);
    }

    private Task RequireAsync() => _support.RequireAsync("", Test);

    private sealed class NoNamespaces : IUserNamespaces
    {
        public Task<IUserNamespace> CreateAsync(IdMappings mappings, CancellationToken cancellationToken) =>
            Task.FromResult<IUserNamespace>(new NoNamespace());
    }

    private sealed class NoNamespace : IUserNamespace
    {
        public string Path => "/nowhere";

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class AbleHandlers : IHandlerFeatures
    {
        public Task<OciRuntimeFeatures> OfAsync(string handler, CancellationToken cancellationToken) =>
            Task.FromResult(Known(handler));

        public OciRuntimeFeatures Known(string handler) => new() { UserNamespaces = true };
    }
}
