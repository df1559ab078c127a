using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CriSharp.Runtime.Keeping;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Keeper.EndToEnd;

/// <summary>
/// A real keeper of the test's own with a client. At its end nothing may be left: no container, process or file.
/// </summary>
internal sealed class TestKeeper : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private readonly string _program = Path.Combine(AppContext.BaseDirectory, "crisharp-keeper");
    private readonly ConcurrentBag<TestContainer> _containers = [];
    private KeeperProcess? _process;

    private TestKeeper(string directory)
    {
        DirectoryPath = directory;
        Client = NewClient();
    }

    internal string DirectoryPath { get; }

    internal string SocketPath => Path.Combine(DirectoryPath, "keeper.sock");

    internal string StatePath => Path.Combine(DirectoryPath, "state");

    internal string JournalPath => Path.Combine(DirectoryPath, "keeper.log");

    internal int ProcessId => _process!.ProcessId;

    internal KeeperClient Client { get; private set; }

    internal KeeperProgram Program => new()
    {
        Path = _program,
        Socket = SocketPath,
        StateDirectory = StatePath,
        LogFile = JournalPath,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<TestKeeper> StartAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless(TestContainer.HasPrograms, "needs Debian's crun, runc and busybox-static");
        var keeper = new TestKeeper(Directory.CreateTempSubdirectory("crtest-keeper-").FullName);
        await keeper.StartAgainAsync();
        return keeper;
    }

    internal KeeperClient NewClient() => new(SocketPath, TimeProvider.System, NullLogger<KeeperClient>.Instance);

    /// <summary>As if the daemon were another process now.</summary>
    internal async Task ReconnectAsync()
    {
        await Client.DisposeAsync();
        Client = NewClient();
    }

    internal async Task StartAgainAsync() => _process = await KeeperProcess.EnsureAsync(Program, Token);

    /// <summary>Ends it with a signal; returns its exit code.</summary>
    internal async Task<int> EndAsync(int signal)
    {
        SendSignal(signal);
        return await _process!.Ended.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    internal void SendSignal(int signal)
    {
        using var process = CriSharp.Linux.Processes.PidFd.Open(ProcessId);
        process.TrySignal(signal);
    }

    internal TestContainer Container(string runtime, string script, [CallerMemberName] string test = "") =>
        Container(runtime, ["/bin/sh", "-c", script], test);

    internal TestContainer Container(
        string runtime, string[] command, [CallerMemberName] string test = "", bool terminal = false, bool stdin = false, long? memoryLimitBytes = null)
    {
        var container = new TestContainer(this, runtime, command, test) { Terminal = terminal, Stdin = stdin, MemoryLimitBytes = memoryLimitBytes };
        _containers.Add(container);
        return container;
    }

    /// <summary>The exit of a container, as a subscriber is told.</summary>
    internal async Task<ContainerExit> ExitAsync(string containerId)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var exit in Client.ExitsAsync(patience.Token))
        {
            if (exit.ContainerId == containerId)
            {
                return exit;
            }
        }

        throw new InvalidOperationException("the exits ended");
    }

    /// <summary>Completes when there is such a file.</summary>
    internal static async Task FileAsync(string path)
    {
        while (!File.Exists(path))
        {
            await Task.Delay(5, Token);
        }
    }

    /// <summary>Completes when the keeper has told such a thing.</summary>
    internal async Task JournalAsync(string text)
    {
        while (!(await File.ReadAllTextAsync(JournalPath, Token)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(5, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (!_process!.Ended.IsCompleted)
        {
            await EndAsync(Terminate);
            if (!_process.Ended.IsCompleted)
            {
                await EndAsync(Kill);
            }
        }

        await Task.WhenAll(_containers.Where(container => !container.IsRemoved).Select(container => container.DeleteAsync()));
        Directory.Delete(DirectoryPath, recursive: true);
    }
}
