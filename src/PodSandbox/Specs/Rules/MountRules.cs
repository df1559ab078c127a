using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a container's mounts must be like.</summary>
internal static class MountRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(IReadOnlyList<Cri.Mount> mounts, bool isPrivileged, NodeFacts node, OciRuntimeFeatures handler)
    {
        for (var i = 0; i < mounts.Count; i++)
        {
            Validate($"mounts[{i}]", mounts[i], isPrivileged, node, handler);
        }
    }

    private static void Validate(string field, Cri.Mount mount, bool isPrivileged, NodeFacts node, OciRuntimeFeatures handler)
    {
        Check.Absolute($"{field}.container_path", mount.ContainerPath);
        Check.Require(ContainerPath.Depth(mount.ContainerPath) > 0, $"{field}.container_path", "the root itself cannot be mounted over");
        Source(field, mount);
        Options(field, mount);
        Propagation(field, mount, isPrivileged);
        RecursiveReadOnly(field, mount, handler);
        Relabel(field, mount, node);
    }

    private static void Source(string field, Cri.Mount mount)
    {
        if (mount.Image is { Image.Length: > 0 })
        {
            Check.Require(mount.HostPath.Length == 0, $"{field}.host_path", "cannot be together with image");
            Check.Require(mount.Readonly, $"{field}.readonly", "an image volume is read-only");
            Check.Require(
                mount.Propagation == Cri.MountPropagation.PropagationPrivate, $"{field}.propagation", "an image volume has private propagation");
            Check.Require(!mount.ImageSubPath.StartsWith('/'), $"{field}.image_sub_path", $"{mount.ImageSubPath} is absolute");
            Check.Inside($"{field}.image_sub_path", mount.ImageSubPath);
            return;
        }

        Check.Require(mount.ImageSubPath.Length == 0, $"{field}.image_sub_path", "needs image");
        Check.Absolute($"{field}.host_path", mount.HostPath);
    }

    // What such a container mounts is mounted on the node. Kubernetes allows it to privileged containers only, and nothing else should.
    private static void Propagation(string field, Cri.Mount mount, bool isPrivileged)
    {
        Check.Known($"{field}.propagation", mount.Propagation);
        Check.Require(
            mount.Propagation != Cri.MountPropagation.PropagationBidirectional || isPrivileged,
            $"{field}.propagation",
            "bidirectional propagation is for privileged containers only");
    }

    // KEP-5855 has these three; what they undo is not to be had, so that no volume gets more than its kind has.
    private static void Options(string field, Cri.Mount mount)
    {
        foreach (var option in mount.MountOptions)
        {
            Check.Require(option is "noexec" or "nodev" or "nosuid", $"{field}.mount_options", $"\"{option}\" is none of noexec, nodev and nosuid");
        }
    }

    private static void RecursiveReadOnly(string field, Cri.Mount mount, OciRuntimeFeatures handler)
    {
        if (!mount.RecursiveReadOnly)
        {
            return;
        }

        Check.Require(mount.Readonly, $"{field}.recursive_read_only", "needs readonly");
        Check.Require(
            mount.Propagation == Cri.MountPropagation.PropagationPrivate, $"{field}.recursive_read_only", "needs private propagation");
        if (!handler.RecursiveReadOnlyMounts)
        {
            throw Check.Failure(
                FailureKind.RecursiveReadOnlyUnsupported, $"{field}.recursive_read_only", "the pod's runtime handler cannot do it on this node");
        }
    }

    // Without SELinux there is nothing to label, and the kubelet's wish is fulfilled; an image volume is labelled as it is mounted.
    private static void Relabel(string field, Cri.Mount mount, NodeFacts node)
    {
        if (mount.SelinuxRelabel && mount.HostPath.Length > 0)
        {
            SeLinuxRules.Relabel(Check, $"{field}.selinux_relabel", mount.HostPath, node);
        }
    }
}
