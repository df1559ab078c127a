namespace CriSharp.Keeper;

/// <summary>What the keeper says about itself: one line per fact, with its time, to its standard error.</summary>
internal sealed class KeeperJournal(TextWriter writer, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>Writes one line; never fails, since what it tells of must go on.</summary>
    internal void Tell(string fact)
    {
        lock (_lock)
        {
            try
            {
                writer.WriteLine($"{time.GetUtcNow().UtcDateTime:O} {fact}");
                writer.Flush();
            }
            catch (IOException)
            {
                // The disk of the journal is full, or its reader is gone: there is no other place to tell that, and
                // the containers' output and exits matter more than this line.
            }
        }
    }
}
