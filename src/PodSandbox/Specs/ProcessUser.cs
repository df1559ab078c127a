namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Who a container's first process is: also what ContainerStatus.user reports.
/// </summary>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Primary group.</param>
/// <param name="Groups">
/// All groups, the primary one first: were it not among them, a file could deny a group access and the process would still have it by
/// dropping out of its primary group (CVE-2022-36109).
/// </param>
/// <param name="Home">Home directory, absolute.</param>
/// <param name="Name">The name in the image's passwd file; null if the user has none there.</param>
public sealed record ProcessUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string Home, string? Name);
