using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Containers;

/// <summary>The OCI configuration in a container's bundle: what <c>create</c> starts from, and what later execs take their process from.</summary>
public sealed class ContainerBundle(NodePaths paths)
{
    /// <summary>Makes the bundle's directory, before anything is put into it.</summary>
    public void Create(ContainerId id, SandboxRecord sandbox) => PassableDirectory.Create(paths.Bundle(id), PodUserNamespace.RootGroup(sandbox.Config));

    public async Task<Spec> ReadAsync(ContainerId id) => Spec.FromJson(await File.ReadAllBytesAsync(PathOf(id)));

    /// <summary>Replaces the configuration: whoever reads it, or comes after a crash, finds the old one or the new one.</summary>
    public async Task WriteAsync(ContainerId id, Spec spec)
    {
        var next = PathOf(id) + ".next";
        await PrivateFile.WriteAsync(next, spec.ToJson(), CancellationToken.None);
        File.Move(next, PathOf(id), overwrite: true);
    }

    private string PathOf(ContainerId id) => Path.Combine(paths.Bundle(id), "config.json");
}
