using KeeperProtocol.V1;

namespace CriSharp.Keeper.Exits;

/// <summary>
/// Tells exits to those who subscribed: first all that are not forgotten, then each as it happens; one may come
/// twice.
/// </summary>
internal sealed class ExitFeed(ContainerRegistry containers)
{
    private readonly Lock _lock = new();
    private readonly List<Action<ContainerExit>> _subscribers = [];

    /// <summary>Calls <paramref name="subscriber"/>, which must not block, until the result is disposed.</summary>
    internal IDisposable Subscribe(Action<ContainerExit> subscriber)
    {
        lock (_lock)
        {
            _subscribers.Add(subscriber);
        }

        foreach (var exit in containers.All.Select(container => container.Record.Exit).OfType<ContainerExit>())
        {
            subscriber(exit);
        }

        return new Subscription(this, subscriber);
    }

    internal void Publish(ContainerExit exit)
    {
        Action<ContainerExit>[] subscribers;
        lock (_lock)
        {
            subscribers = [.. _subscribers];
        }

        foreach (var subscriber in subscribers)
        {
            subscriber(exit);
        }
    }

    private sealed class Subscription(ExitFeed feed, Action<ContainerExit> subscriber) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._lock)
            {
                feed._subscribers.Remove(subscriber);
            }
        }
    }
}
