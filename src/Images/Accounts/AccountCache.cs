using System.Collections.Concurrent;

namespace CriSharp.Images.Accounts;

/// <summary>Accounts of images, read once each: an image's content never changes.</summary>
internal sealed class AccountCache
{
    private readonly ConcurrentDictionary<string, ImageAccounts> _byImage = new(StringComparer.Ordinal);

    internal async Task<ImageAccounts> GetAsync(string imageId, Func<Task<ImageAccounts>> read)
    {
        if (!_byImage.TryGetValue(imageId, out var accounts))
        {
            accounts = await read();
            _byImage[imageId] = accounts;
        }

        return accounts;
    }

    internal void Forget(string imageId) => _byImage.TryRemove(imageId, out _);
}
