using CriSharp.Failures;

namespace CriSharp.Runtime.OciRuntimes;

/// <summary>What each runtime handler can do on this node.</summary>
public interface IHandlerFeatures
{
    /// <summary>
    /// What may be promised to a pod of this handler (<c>""</c> is the default one): what its program can do and this kernel lets it do. From
    /// memory, unless the program was replaced since it was asked.
    /// </summary>
    /// <exception cref="FailureException">InvalidArgument: no handler has this name.</exception>
    Task<OciRuntimeFeatures> OfAsync(string handler, CancellationToken cancellationToken);

    /// <summary>As <see cref="OfAsync"/> without waiting: what the program said last, while a new answer is on its way.</summary>
    OciRuntimeFeatures Known(string handler);
}
