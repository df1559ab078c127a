using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a container's configuration must be like to be tried at all. Nothing is created before it has passed.</summary>
public static class ContainerRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    /// <summary>Checks the configuration against itself, its sandbox's (as given to RunPodSandbox), the node and what the sandbox's handler can do.</summary>
    /// <exception cref="Failures.FailureException">
    /// InvalidArgument for what can never work, Unimplemented for what this runtime does not offer, RecursiveReadOnlyUnsupported; each names
    /// the field.
    /// </exception>
    public static void Validate(Cri.ContainerConfig config, Cri.PodSandboxConfig sandbox, NodeFacts node, OciRuntimeFeatures handler)
    {
        Check.Require(config.Metadata is not null, "metadata", "is missing");
        Check.Name("metadata.name", config.Metadata.Name);
        Check.Require(config.Image?.Image.Length > 0, "image.image", "is missing");
        Process(config);
        Log(config);
        Check.Known("stop_signal", config.StopSignal);
        MountRules.Validate(config.Mounts, config.Linux?.SecurityContext?.Privileged == true, node, handler);
        MappedMountRules.Validate(config.Mounts, sandbox);
        DeviceRules.Validate(config);
        NamespaceRules.Validate(config, sandbox);
        if (config.Linux?.SecurityContext is { } security)
        {
            SecurityRules.Validate(security, sandbox, node);
        }

        if (config.Linux?.Resources is { } resources)
        {
            ResourceRules.Validate(Check, "linux.resources", resources, node);
        }
    }

    private static void Process(Cri.ContainerConfig config)
    {
        Check.Require(!config.Command.Any(HasNul), "command", "an argument has a NUL byte in it");
        Check.Require(!config.Args.Any(HasNul), "args", "an argument has a NUL byte in it");
        foreach (var variable in config.Envs)
        {
            _ = EnvironmentValue.Text(variable);
        }

        if (config.WorkingDir.Length > 0)
        {
            Check.Require(config.WorkingDir[0] == '/', "working_dir", $"{config.WorkingDir} is not absolute");
            Check.Require(!HasNul(config.WorkingDir), "working_dir", "has a NUL byte in it");
        }
    }

    private static void Log(Cri.ContainerConfig config)
    {
        Check.Require(!config.LogPath.StartsWith('/'), "log_path", $"{config.LogPath} is absolute, not below the sandbox's log_directory");
        Check.Inside("log_path", config.LogPath);
    }

    private static bool HasNul(string text) => text.Contains('\0');
}
