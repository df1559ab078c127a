using CriSharp.Failures;
using CriSharp.Linux;
using CriSharp.Linux.Processes;

namespace CriSharp.Runtime.Cni;

/// <summary>Calls plugins: finds the program, gives it its environment, limits its time and its answer, words its failure.</summary>
internal sealed class PluginCaller(ICniPluginRunner runner, CniOptions options, TimeProvider time)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The program of a plugin, or null if no plugin directory has it.</summary>
    internal string? Find(string plugin) =>
        options.PluginDirectories.Select(directory => Path.Combine(directory, plugin)).FirstOrDefault(File.Exists);

    /// <summary>Why a plugin cannot be called, for messages.</summary>
    internal string NotFound(string plugin) => $"plugin {plugin} is in none of {string.Join(", ", options.PluginDirectories)}";

    /// <summary>Calls a plugin and returns what it wrote to standard output.</summary>
    /// <exception cref="FailureException">It is missing, failed, took too long or said too much.</exception>
    internal async Task<byte[]> CallAsync(PluginCall call, CancellationToken cancellationToken)
    {
        var program = Find(call.Plugin)
            ?? throw new FailureException(FailureKind.Internal, $"cni {call.Verb.ToLowerInvariant()} {call.Network}: {NotFound(call.Plugin)}");
        var result = await RunAsync(call, program, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw PluginFailure.Of(result).ToException(call);
        }

        return result.Output.Length <= CniJson.LimitBytes
            ? result.Output
            : throw new FailureException(FailureKind.Internal, $"{call.Subject}: more than {CniJson.LimitBytes} bytes of output");
    }

    private async Task<ProgramResult> RunAsync(PluginCall call, string program, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.PluginTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var start = new ProgramStart
        {
            Path = program,
            Environment = EnvironmentOf(call),
            Input = call.Input,
            OutputLimitBytes = CniJson.LimitBytes + 1, // one more tells a full answer from one cut off
        };
        try
        {
            return await runner.RunAsync(start, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var limit = options.PluginTimeout.TotalSeconds;
            throw new FailureException(FailureKind.DeadlineExceeded, $"{call.Subject}: no answer within {limit} s", e);
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.Internal, $"{call.Subject}: {e.Message}", e);
        }
    }

    private List<string> EnvironmentOf(PluginCall call)
    {
        List<string> environment =
        [
            $"PATH={Environment.GetEnvironmentVariable("PATH") ?? UsualPath}", // plugins run iptables, nft, …
            $"CNI_PATH={string.Join(':', options.PluginDirectories)}",
            $"CNI_COMMAND={call.Verb}",
        ];
        if (call.Attachment is { } attachment)
        {
            environment.AddRange(
            [
                $"CNI_CONTAINERID={attachment.SandboxId}",
                $"CNI_NETNS={attachment.NamespacePath}",
                $"CNI_IFNAME={attachment.InterfaceName}",
                $"CNI_ARGS={attachment.Arguments}",
            ]);
        }

        return environment;
    }
}
