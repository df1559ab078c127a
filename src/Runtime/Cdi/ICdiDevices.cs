namespace CriSharp.Runtime.Cdi;

/// <summary>The devices that vendors describe on this node by files of the Container Device Interface.</summary>
public interface ICdiDevices
{
    /// <summary>
    /// What the devices, named <c>vendor.com/class=device</c>, change in a container's configuration. A device named twice counts once. What
    /// the files leave to the host (device numbers) is looked up, what they name there must exist.
    /// </summary>
    /// <exception cref="Failures.FailureException">InvalidArgument: names the device and why it cannot be had.</exception>
    CdiEdits Resolve(IReadOnlyList<string> names);
}
