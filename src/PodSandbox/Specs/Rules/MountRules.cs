using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a container's mounts must be like.</summary>
internal static class MountRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(IReadOnlyList<Cri.Mount> mounts, NodeFacts node, OciRuntimeFeatures handler)
    {
        for (var i = 0; i < mounts.Count; i++)
        {
            Validate($"mounts[{i}]", mounts[i], node, handler);
        }
    }

    private static void Validate(string field, Cri.Mount mount, NodeFacts node, OciRuntimeFeatures handler)
    {
        Check.Absolute($"{field}.container_path", mount.ContainerPath);
        Check.Require(ContainerPath.Depth(mount.ContainerPath) > 0, $"{field}.container_path", "the root itself cannot be mounted over");
        Check.Known($"{field}.propagation", mount.Propagation);
        Source(field, mount);
        RecursiveReadOnly(field, mount, handler);
        NotOffered(field, mount, node);
    }

    private static void Source(string field, Cri.Mount mount)
    {
        if (mount.Image is { Image.Length: > 0 })
        {
            Check.Require(mount.HostPath.Length == 0, $"{field}.host_path", "cannot be together with image");
            Check.Require(mount.Readonly, $"{field}.readonly", "an image volume is read-only");
            throw Check.NotOffered($"{field}.image", "image volumes are not offered");
        }

        Check.Require(mount.ImageSubPath.Length == 0, $"{field}.image_sub_path", "needs image");
        Check.Absolute($"{field}.host_path", mount.HostPath);
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

    private static void NotOffered(string field, Cri.Mount mount, NodeFacts node)
    {
        if (mount.MountOptions.Count > 0)
        {
            throw Check.NotOffered($"{field}.mount_options", "mount options are not offered");
        }

        // Without SELinux there is nothing to label, and the kubelet's wish is fulfilled.
        if (mount.SelinuxRelabel)
        {
            SeLinuxRules.Relabel(Check, $"{field}.selinux_relabel", mount.HostPath, node);
        }
    }
}
