namespace CriSharp.Images.Registry.Hosts;

/// <summary>One host that serves a registry's images, as one pull sees it: the registry itself, or a mirror.</summary>
internal abstract class ImageHost : IDisposable
{
    /// <summary>For messages: <c>host[:port]</c>.</summary>
    public abstract string Name { get; }

    public abstract HttpClient Client { get; }

    /// <summary>What the host may be asked for.</summary>
    public virtual HostCapabilities Capabilities => HostCapabilities.Resolve | HostCapabilities.Pull;

    /// <summary>Whether the caller's credentials, which are for the registry, may be shown to this host.</summary>
    public virtual bool IsRegistry => true;

    /// <summary>Headers sent with each request.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    /// <summary>Appended to each address, with its question mark.</summary>
    public virtual string Query => "";

    /// <summary>What the paths of requests are relative to.</summary>
    public abstract Task<Uri> AddressAsync(CancellationToken cancellationToken);

    /// <summary>The address did not answer.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Whether a request may go to an address that the host names: where it redirects to, its token server.</summary>
    public abstract bool IsAllowed(Uri address);

    /// <inheritdoc/>
    public abstract void Dispose();
}
