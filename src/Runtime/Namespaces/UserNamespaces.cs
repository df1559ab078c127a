using CriSharp.Linux.Namespaces;

namespace CriSharp.Runtime.Namespaces;

/// <summary>The kernel's, each held by a process.</summary>
public sealed class UserNamespaces : IUserNamespaces
{
    /// <inheritdoc/>
    public async Task<IUserNamespace> CreateAsync(IdMappings mappings, CancellationToken cancellationToken) =>
        await NamespaceHolder.StartAsync(NamespaceKinds.User, mappings, cancellationToken);
}
