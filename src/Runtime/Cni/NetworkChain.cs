using System.Text;
using System.Text.Json;
using CriSharp.Failures;

namespace CriSharp.Runtime.Cni;

/// <summary>The verbs on a whole network: its plugins in order, or for DEL in reverse order.</summary>
internal sealed class NetworkChain(PluginCaller caller)
{
    /// <summary>ADD: each plugin gets the result of the one before it; the last result counts. Ends at the first failure.</summary>
    internal async Task<string> AddAsync(NetworkConfiguration network, PodNetworkAttachment attachment, CancellationToken cancellationToken)
    {
        var arguments = CniJson.ParseObject(Encoding.UTF8.GetBytes(attachment.CapabilityArguments));
        string? result = null;
        foreach (var plugin in network.Plugins)
        {
            var call = Call("ADD", network, plugin, PluginInput.Of(network, plugin, arguments, result), attachment);
            var output = await caller.CallAsync(call, cancellationToken);
            result = Checked(call, output);
        }

        return result!;
    }

    /// <summary>DEL: every plugin is tried, whatever the others say, and all failures are told together.</summary>
    internal async Task DeleteAsync(NetworkConfiguration network, PodNetworkAttachment attachment, CancellationToken cancellationToken)
    {
        var arguments = CniJson.ParseObject(Encoding.UTF8.GetBytes(attachment.CapabilityArguments));
        var result = CniVersion.IsAtLeast(network.Version, CniVersion.PreviousResultInDelete) ? attachment.Result : null;
        await CallAllAsync(network.Plugins.Reverse().Select(plugin =>
            Call("DEL", network, plugin, PluginInput.Of(network, plugin, arguments, result), attachment)), cancellationToken);
    }

    /// <summary>GC: tells every plugin which attachments are wanted; every plugin is tried.</summary>
    internal Task CollectGarbageAsync(
        NetworkConfiguration network, IReadOnlyCollection<PodNetworkAttachment> live, CancellationToken cancellationToken) =>
        CallAllAsync(
            network.Plugins.Select(plugin => Call("GC", network, plugin, PluginInput.OfGarbageCollection(network, plugin, live))),
            cancellationToken);

    /// <summary>STATUS: throws for the first plugin that cannot serve ADD now.</summary>
    internal async Task CheckStatusAsync(NetworkConfiguration network, CancellationToken cancellationToken)
    {
        foreach (var plugin in network.Plugins)
        {
            await caller.CallAsync(Call("STATUS", network, plugin, PluginInput.OfStatus(network, plugin)), cancellationToken);
        }
    }

    /// <summary>VERSION: what a plugin supports; null if it does not tell (the verb is as old as 0.2.0, and still some do not).</summary>
    internal async Task<IReadOnlyList<string>?> VersionsAsync(
        NetworkConfiguration network, PluginConfiguration plugin, CancellationToken cancellationToken)
    {
        try
        {
            var input = Encoding.UTF8.GetBytes($$"""{"cniVersion":"{{network.Version}}"}""");
            var answer = await caller.CallAsync(Call("VERSION", network, plugin, input), cancellationToken);
            return [.. CniJson.Items(CniJson.ParseObject(answer), "supportedVersions").Select(version => version.ToString())];
        }
        catch (Exception e) when (e is FailureException or JsonException)
        {
            return null;
        }
    }

    private async Task CallAllAsync(IEnumerable<PluginCall> calls, CancellationToken cancellationToken)
    {
        var failures = new List<FailureException>();
        foreach (var call in calls)
        {
            try
            {
                await caller.CallAsync(call, cancellationToken);
            }
            catch (FailureException e)
            {
                failures.Add(e);
            }
        }

        if (failures is [var first, ..])
        {
            throw new FailureException(first.Kind, string.Join("; ", failures.Select(failure => failure.Message)), first);
        }
    }

    private static string Checked(PluginCall call, byte[] output)
    {
        try
        {
            return CniJson.ParseObject(output).GetRawText();
        }
        catch (JsonException e)
        {
            throw new FailureException(FailureKind.Internal, $"{call.Subject}: the result is not one: {e.Message}", e);
        }
    }

    private static PluginCall Call(
        string verb,
        NetworkConfiguration network,
        PluginConfiguration plugin,
        ReadOnlyMemory<byte> input,
        PodNetworkAttachment? attachment = null) =>
        new() { Verb = verb, Network = network.Name, Plugin = plugin.Type, Input = input, Attachment = attachment };
}
