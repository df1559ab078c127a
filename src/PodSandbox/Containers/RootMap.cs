using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;

namespace CriSharp.PodSandbox.Containers;

/// <summary>How the root file systems of a pod show their owners.</summary>
internal static class RootMap
{
    /// <summary>As the pod's user namespace has it; null without one.</summary>
    public static IdMap? Of(SandboxRecord sandbox) =>
        sandbox.Facts.Namespaces.User is { } path && PodUserNamespace.Of(sandbox.Config) is { RootUid: { } uid, RootGid: { } gid }
            ? new IdMap(path, uid, gid)
            : null;
}
