namespace CriSharp.Images.Accounts;

/// <summary>Accounts of images, read once each: an image's content never changes. Starts over when it gets too big.</summary>
internal sealed class AccountCache(int mostBytes = 32 * 1024 * 1024)
{
    private const int RowBytes = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImageAccounts> _byImage = new(StringComparer.Ordinal);
    private long _bytes;

    internal async Task<ImageAccounts> GetAsync(string imageId, Func<Task<ImageAccounts>> read)
    {
        lock (_gate)
        {
            if (_byImage.TryGetValue(imageId, out var known))
            {
                return known;
            }
        }

        var accounts = await read();
        Keep(imageId, accounts);
        return accounts;
    }

    internal void Forget(string imageId)
    {
        lock (_gate)
        {
            if (_byImage.Remove(imageId, out var accounts))
            {
                _bytes -= Bytes(accounts);
            }
        }
    }

    private void Keep(string imageId, ImageAccounts accounts)
    {
        lock (_gate)
        {
            if (_byImage.ContainsKey(imageId))
            {
                return;
            }

            _bytes += Bytes(accounts);
            if (_bytes > mostBytes)
            {
                _byImage.Clear();
                _bytes = Bytes(accounts);
            }

            _byImage[imageId] = accounts;
        }
    }

    // Roughly what they take in memory; two bytes a letter.
    private static long Bytes(ImageAccounts accounts) =>
        accounts.Users.Sum(user => RowBytes + (2L * (user.Name.Length + user.Home.Length)))
        + accounts.Groups.Sum(group => RowBytes + (2L * group.Name.Length) + group.Members.Sum(member => RowBytes + (2L * member.Length)));
}
