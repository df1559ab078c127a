using CriSharp.Tests.Cli.Fakes;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary>What the tests of verbs share: a fake daemon and a shell that is no terminal.</summary>
public abstract class VerbTests : IAsyncLifetime
{
    private protected FakeDaemon Daemon { get; private set; } = null!;

    private protected FakeShell Shell { get; private set; } = null!;

    private protected FakeRuntime Runtime => Daemon.Runtime;

    public async ValueTask InitializeAsync()
    {
        Daemon = await FakeDaemon.StartAsync();
        Shell = new FakeShell(Daemon);
    }

    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        await Daemon.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task AssertFailsAsync(int exitCode, string error, params string[] args)
    {
        Assert.Equal((exitCode, error), (await Shell.RunAsync(args), Shell.Error.TrimEnd('\n')));
    }

    private protected async Task AssertPrintsAsync(string output, params string[] args)
    {
        var exitCode = await Shell.RunAsync(args);
        Assert.Equal((0, "", output), (exitCode, Shell.Error, Shell.Output));
    }
}
