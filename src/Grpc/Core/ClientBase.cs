namespace Grpc.Core;

/// <summary>The base of generated clients that does not know their type.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? _callInvoker;

    /// <summary>For test doubles, which answer without a channel.</summary>
    protected ClientBase()
    {
    }

    protected ClientBase(ChannelBase channel)
        : this(channel.CreateCallInvoker())
    {
    }

    protected ClientBase(CallInvoker callInvoker) => _callInvoker = callInvoker;

    protected ClientBase(ClientBaseConfiguration configuration)
        : this(configuration.CallInvoker)
    {
    }

    /// <summary>What the client calls through.</summary>
    protected CallInvoker CallInvoker =>
        _callInvoker ?? throw new NotImplementedException("a client made without a channel cannot call");

    /// <summary>What a client is made from when it is derived from another one.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker) => CallInvoker = callInvoker;

        internal CallInvoker CallInvoker { get; }
    }
}
