using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The namespaces of a container: joined where the pod's are pinned, its own, or (not listed) the node's.</summary>
internal static class ContainerNamespaces
{
    public static IReadOnlyList<LinuxNamespace> Build(ContainerSpecInput input)
    {
        var pod = input.Sandbox.Namespaces;
        List<LinuxNamespace> namespaces = [new("mount")];
        AddJoined(namespaces, "user", pod.User);
        AddJoined(namespaces, "network", pod.Network);
        AddJoined(namespaces, "ipc", pod.Ipc);
        AddJoined(namespaces, "uts", pod.Uts);
        AddPid(namespaces, input);

        // With version 1 there is no view of one's own tree to have; a privileged container manages the node's.
        if (input.Node.CgroupVersion == CgroupVersion.Unified && !input.Security.Privileged)
        {
            namespaces.Add(new LinuxNamespace("cgroup"));
        }

        return namespaces;
    }

    private static void AddJoined(List<LinuxNamespace> namespaces, string type, string? path)
    {
        if (path is not null)
        {
            namespaces.Add(new LinuxNamespace(type, path));
        }
    }

    private static void AddPid(List<LinuxNamespace> namespaces, ContainerSpecInput input)
    {
        switch (PodNamespaces.Of(input.Config, input.Sandbox.Config).Pid)
        {
            case Cri.NamespaceMode.Pod:
                namespaces.Add(new LinuxNamespace("pid", Required(input.Sandbox.Namespaces.Pid, "the sandbox")));
                break;
            case Cri.NamespaceMode.Container:
                namespaces.Add(new LinuxNamespace("pid"));
                break;
            case Cri.NamespaceMode.Target:
                namespaces.Add(new LinuxNamespace("pid", Required(input.TargetPidNamespace, "the target container")));
                break;
        }
    }

    // Without a path the container would silently get a namespace of its own.
    private static string Required(string? path, string owner) =>
        path ?? throw new InvalidOperationException($"the PID namespace of {owner} is not pinned");
}
