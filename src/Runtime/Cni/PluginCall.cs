namespace CriSharp.Runtime.Cni;

/// <summary>One call of one plugin: the verb, what goes into the environment, and the configuration on standard input.</summary>
internal sealed record PluginCall
{
    /// <summary>ADD, DEL, GC, STATUS, VERSION.</summary>
    internal required string Verb { get; init; }

    /// <summary>The network's name, for messages.</summary>
    internal required string Network { get; init; }

    /// <summary>The plugin's type, which is the name of its program.</summary>
    internal required string Plugin { get; init; }

    /// <summary>The attachment that ADD and DEL are about; the other verbs have none.</summary>
    internal PodNetworkAttachment? Attachment { get; init; }

    internal required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>How the call begins in messages: <c>cni add mynet plugin bridge</c>.</summary>
    internal string Subject => $"cni {Verb.ToLowerInvariant()} {Network} plugin {Plugin}";
}
