namespace CriSharp.Keeper;

/// <summary>What the keeper says about itself: one line per fact, with its time, to its standard error.</summary>
internal sealed class KeeperJournal(TextWriter writer, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>Writes one line.</summary>
    internal void Tell(string fact)
    {
        lock (_lock)
        {
            writer.WriteLine($"{time.GetUtcNow().UtcDateTime:O} {fact}");
            writer.Flush();
        }
    }
}
