namespace CriSharp.PodSandbox.Specs;

/// <summary>A container's cgroup.</summary>
/// <param name="OciPath"><c>linux.cgroupsPath</c> for the OCI runtime: a path, or <c>slice:prefix:name</c> with the systemd driver.</param>
/// <param name="CgroupfsPath">Where it is in the tree, for <see cref="Runtime.Cgroups.ICgroups"/>.</param>
public sealed record ContainerCgroup(string OciPath, string CgroupfsPath);
