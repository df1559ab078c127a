using CriSharp.Images;
using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The argument vector: <c>command</c> replaces the image's ENTRYPOINT and makes its CMD void, <c>args</c> replaces CMD.
/// No shell, no expansion (the kubelet has expanded).
/// </summary>
internal static class ProcessArguments
{
    public static IReadOnlyList<string> Build(Cri.ContainerConfig config, ImageConfig image)
    {
        var isEntrypointKept = config.Command.Count == 0;
        var entrypoint = isEntrypointKept ? image.Entrypoint : config.Command;
        var arguments = isEntrypointKept && config.Args.Count == 0 ? image.Cmd : config.Args;
        string[] all = [.. entrypoint, .. arguments];
        if (all.Length == 0)
        {
            throw ConfigCheck.Container.Refused("command", "nothing to run, neither here nor in the image");
        }

        return all.Any(argument => argument.Contains('\0'))
            ? throw ConfigCheck.Container.Refused("command", "an argument has a NUL byte in it")
            : all;
    }
}
