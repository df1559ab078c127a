namespace CriSharp.Keeper.Memory;

/// <summary>
/// The containers of one pod and the group above theirs, whose count stays when one of theirs is removed unread: what was
/// counted above but in no group that can still be read, happened in one that cannot. Of two that were removed unread in
/// the same moment nobody can say which it was: it is counted for both.
/// </summary>
/// <param name="above">The group above; null on version 1, where a group counts for itself only.</param>
internal sealed class OomFamily(OomEvents? above) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OomCounter> _members = [];

    // Counted above and in no member. Below zero for a moment: the kernel counts in the member first.
    private long _unexplained;

    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _members.Count == 0;
            }
        }
    }

    internal void Add(OomCounter member)
    {
        lock (_lock)
        {
            _members.Add(member);
            ReadAll();
        }
    }

    internal void Remove(OomCounter member)
    {
        lock (_lock)
        {
            _members.Remove(member);
            member.Close();
        }
    }

    /// <summary>Brings all members up to date.</summary>
    internal void Read()
    {
        lock (_lock)
        {
            ReadAll();
        }
    }

    public void Dispose() => above?.Dispose();

    private void ReadAll()
    {
        // Until nothing was counted meanwhile: a kill in a neighbour is neither to be taken for one in a removed group nor to hide it.
        var fresh = above?.Read() ?? 0;
        do
        {
            _unexplained += fresh - _members.Sum(member => member.ReadOwn());
            fresh = above?.Read() ?? 0;
        }
        while (fresh > 0);

        foreach (var member in _members.Where(member => member.IsGone && !member.IsFinal))
        {
            member.Known += Math.Max(_unexplained, 0);
            member.IsFinal = true;
        }

        _unexplained = Math.Min(_unexplained, 0);
    }
}
