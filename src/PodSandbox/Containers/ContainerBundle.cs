using CriSharp.PodSandbox.Ids;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.Containers;

/// <summary>The OCI configuration in a container's bundle: what <c>create</c> starts from, and what later execs take their process from.</summary>
public sealed class ContainerBundle(NodePaths paths)
{
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
