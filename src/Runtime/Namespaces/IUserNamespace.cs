namespace CriSharp.Runtime.Namespaces;

/// <summary>A user namespace that lasts until it is disposed, or something mounted with its mapping does.</summary>
public interface IUserNamespace : IAsyncDisposable
{
    /// <summary>Where it can be opened.</summary>
    string Path { get; }
}
