namespace Grpc.Core;

/// <summary>A way to one server, shared by its clients.</summary>
public abstract class ChannelBase
{
    protected ChannelBase(string target) => Target = target;

    /// <summary>Where the channel leads.</summary>
    public string Target { get; }

    /// <summary>Gives what generated clients call through.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel and its calls.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
