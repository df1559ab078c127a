namespace CriSharp.Runtime.Cni;

/// <summary>
/// Pod networks by CNI. An attachment carries the configuration it was made with, so that it can be released when the configuration on
/// disk has changed or is gone.
/// </summary>
public interface IPodNetworks
{
    /// <summary>Whether a usable configuration is there now, and if not, why. Cheap: answered from memory.</summary>
    NetworkReadiness Readiness { get; }

    /// <summary>
    /// What an attachment with the current configuration would be, without doing it: the caller stores this first, so that an ADD cut short
    /// is always followed by DEL. <c>FailureKind.Unavailable</c> while there is no configuration.
    /// </summary>
    PodNetworkAttachment Plan(PodNetworkRequest request);

    /// <summary>
    /// CNI ADD of every plugin in order; returns the attachment completed with result and addresses. On failure the caller still owes
    /// <see cref="DetachAsync"/>. Messages name network, plugin and the plugin's own words.
    /// </summary>
    Task<PodNetworkAttachment> AttachAsync(PodNetworkAttachment planned, CancellationToken cancellationToken);

    /// <summary>CNI DEL of every plugin in reverse order with the stored configuration and result; repeatable.</summary>
    Task DetachAsync(PodNetworkAttachment attachment, CancellationToken cancellationToken);

    /// <summary>CNI 1.1 GC where the configuration and plugins know it: releases what belongs to none of the live attachments.</summary>
    Task CollectGarbageAsync(IReadOnlyCollection<PodNetworkAttachment> live, CancellationToken cancellationToken);
}
