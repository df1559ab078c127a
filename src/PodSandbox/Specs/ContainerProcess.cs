using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The first process of a container: what it runs, as whom, and with which rights.</summary>
internal static class ContainerProcess
{
    private const string RootDirectory = "/";

    public static Process Build(ContainerSpecInput input)
    {
        var user = ProcessIdentity.Resolve(input.Security, input.Image, input.Accounts);
        return new Process
        {
            Terminal = input.Config.Tty,
            User = new User(user.Uid, user.Gid) { AdditionalGids = user.Groups },
            Args = ProcessArguments.Build(input.Config, input.Image),
            Env = ProcessEnvironment.Build(input, user),
            Cwd = WorkingDirectory(input),
            Capabilities = ContainerCapabilities.Build(input.Security, input.Node.Description.BoundingCapabilities),
            Rlimits = ProcessLimits.For(input.Node),
            NoNewPrivileges = input.Security.NoNewPrivs,
            ApparmorProfile = ContainerAppArmor.Profile(input.Security, input.AppArmor),
            SelinuxLabel = input.Labels?.Process,
            OomScoreAdj = OomScoreAdjustment.Of(input.Resources, input.Node),
        };
    }

    // An image's directory should be absolute; where it is not, it is meant from the root, as other runtimes take it.
    private static string WorkingDirectory(ContainerSpecInput input)
    {
        var directory = input.Config.WorkingDir.Length > 0 ? input.Config.WorkingDir : input.Image.WorkingDir;
        return directory.StartsWith('/') ? directory : RootDirectory + directory;
    }
}
