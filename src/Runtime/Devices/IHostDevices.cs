namespace CriSharp.Runtime.Devices;

/// <summary>The device nodes of the host, as containers are given them.</summary>
public interface IHostDevices
{
    /// <summary>
    /// What a privileged container gets: every device node below <c>/dev</c> at its own path, without those each container has an
    /// instance of its own of (terminals, the console) and without what symbolic links point at.
    /// </summary>
    IReadOnlyList<HostDevice> All();

    /// <summary>
    /// The devices that a CRI <c>Device</c> names: <paramref name="hostPath"/> is a node, a symbolic link to one, or a directory, which means
    /// every node below it. They are put at <paramref name="containerPath"/> or, for a directory, in the same arrangement below it.
    /// </summary>
    /// <exception cref="Failures.FailureException">InvalidArgument, naming the field and its path.</exception>
    IReadOnlyList<HostDevice> Resolve(string hostPath, string containerPath);
}
