namespace CriSharp.Runtime.Namespaces;

/// <summary>User namespaces that belong to no pod: for their mapping alone.</summary>
public interface IUserNamespaces
{
    /// <summary>Makes one.</summary>
    /// <exception cref="Failures.FailureException">
    /// FailedPrecondition: this node cannot. ResourceExhausted: it may have no more of them. InvalidArgument: the kernel refuses the mappings.
    /// </exception>
    Task<IUserNamespace> CreateAsync(IdMappings mappings, CancellationToken cancellationToken);
}
