namespace CriSharp.Runtime.Cdi;

/// <summary>A device node that a CDI device brings, complete: what its file left out was read from the host.</summary>
/// <param name="Path">In the container.</param>
/// <param name="HostPath">The node itself on the host, links followed.</param>
/// <param name="Type"><c>c</c>, <c>b</c> or <c>p</c> (a FIFO).</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="FileMode">Permission bits.</param>
/// <param name="Access">Of <c>rwm</c> for the device controller; empty: no rule.</param>
/// <param name="Uid">Null: the container's user.</param>
/// <param name="Gid">Null: the container's group.</param>
public sealed record CdiDeviceNode(
    string Path, string HostPath, string Type, uint Major, uint Minor, uint FileMode, string Access, uint? Uid, uint? Gid)
{
    /// <summary>What a file says where it wants no rule.</summary>
    internal const string NoAccess = "none";

    internal const string AllAccess = "rwm";

    /// <summary>What OCI runtimes give a node of which nothing is said.</summary>
    internal const uint DefaultMode = 0x1B6; // 0666

    internal const uint PermissionMask = 0xFFF;

    internal const string Fifo = "p";
}
