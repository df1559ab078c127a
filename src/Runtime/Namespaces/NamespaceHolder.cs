using System.Text;
using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using CriSharp.Linux.Namespaces;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.OciRuntimes;
using Microsoft.Win32.SafeHandles;

namespace CriSharp.Runtime.Namespaces;

/// <summary>
/// A process that holds a new user namespace, and others that this one owns, until they are pinned. A process of several threads can neither
/// make nor enter a user namespace, so <c>unshare</c> of util-linux does, and then becomes a <c>cat</c> that waits for the end of its input:
/// it cannot outlive the daemon.
/// </summary>
internal sealed class NamespaceHolder : IUserNamespace
{
    private const int MessageLimit = 4096;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private static readonly byte[] Token = [1];

    private static readonly (NamespaceKinds Kind, string Option)[] Options =
    [
        (NamespaceKinds.User, "--user"), (NamespaceKinds.Network, "--net"), (NamespaceKinds.Ipc, "--ipc"), (NamespaceKinds.Uts, "--uts"),
    ];

    private readonly ChildProcess _process;
    private readonly AsyncDescriptor _input;
    private readonly AsyncDescriptor _output;

    private NamespaceHolder(ChildProcess process, SafeFileHandle input, SafeFileHandle output)
    {
        _process = process;
        _input = new AsyncDescriptor(input, EventLoop.Shared);
        _output = new AsyncDescriptor(output, EventLoop.Shared);
    }

    /// <summary>Where the kernel shows the namespaces, while this lasts: <c>user</c>, <c>net</c>, <c>ipc</c>, <c>uts</c>.</summary>
    public string Directory => $"/proc/{_process.ProcessId}/ns";

    /// <inheritdoc/>
    public string Path => $"{Directory}/user";

    /// <summary>Makes a user namespace with these mappings, and those of <paramref name="kinds"/> in it.</summary>
    /// <exception cref="FailureException">
    /// FailedPrecondition: this node cannot. ResourceExhausted: it may have no more namespaces. InvalidArgument: the kernel refuses the mappings.
    /// </exception>
    public static async Task<NamespaceHolder> StartAsync(NamespaceKinds kinds, IdMappings mappings, CancellationToken cancellationToken)
    {
        var holder = Spawn(kinds | NamespaceKinds.User);
        try
        {
            await holder.AwaitNamespacesAsync(cancellationToken);
            holder.Map("uid_map", mappings.Uids);
            holder.Map("gid_map", mappings.Gids);
            return holder;
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process; what nothing else holds ends with it.</summary>
    public async ValueTask DisposeAsync()
    {
        _input.Dispose();
        await EndAsync();
        _output.Dispose();
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            await _process.EndOrKillAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Still in unshare, or stopped: it has been killed, which is an end as good as its own.
        }
    }

    private static NamespaceHolder Spawn(NamespaceKinds kinds)
    {
        var program = ProgramSearch.Installed.Find("unshare")
            ?? throw new FailureException(FailureKind.FailedPrecondition, "create user namespace: unshare is not installed (package util-linux)");
        var (input, output) = (Pipe.Open(), Pipe.Open());
        try
        {
            var process = ChildProcess.Spawn(new SpawnRequest
            {
                Path = program,
                Arguments = [.. Options.Where(option => kinds.HasFlag(option.Kind)).Select(option => option.Option), "--", "cat"],
                Environment = [$"PATH={ProgramSearch.Installed.PathVariable}"],
                Stdin = input.Reader,
                Stdout = output.Writer,
                Stderr = output.Writer,
            });
            input.Reader.Dispose();
            output.Writer.Dispose();
            return new NamespaceHolder(process, input.Writer, output.Reader);
        }
        catch
        {
            input.Dispose();
            output.Dispose();
            throw;
        }
    }

    // A byte that comes back: unshare has become cat, and the namespaces are there. Anything else is unshare's complaint.
    private async Task AwaitNamespacesAsync(CancellationToken cancellationToken)
    {
        var answer = new byte[MessageLimit];
        var length = 0;
        try
        {
            await _input.WriteAllAsync(Token, cancellationToken);
        }
        catch (LinuxException e) when (e.Errno == Errno.BrokenPipe)
        {
            // It has ended: what it said is still to be read.
        }

        for (int read; length < answer.Length && (read = await _output.ReadAsync(answer.AsMemory(length), cancellationToken)) > 0;)
        {
            length += read;
            if (answer[0] == Token[0])
            {
                return;
            }
        }

        throw Refused(Encoding.UTF8.GetString(answer, 0, length).Trim());
    }

    private static FailureException Refused(string complaint) => new(
        complaint.Contains("No space left", StringComparison.Ordinal) ? FailureKind.ResourceExhausted : FailureKind.FailedPrecondition,
        $"create user namespace: {complaint}");

    private void Map(string file, IReadOnlyList<IdMapping> mappings)
    {
        var path = $"/proc/{_process.ProcessId}/{file}";
        try
        {
            using var map = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(map, Encoding.ASCII.GetBytes(IdMappings.Lines(mappings)), fileOffset: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var lines = IdMappings.Lines(mappings).Trim().Replace("\n", ", ", StringComparison.Ordinal);
            throw new FailureException(FailureKind.InvalidArgument, $"create user namespace: the kernel refuses the {file} \"{lines}\"", e);
        }
    }
}
