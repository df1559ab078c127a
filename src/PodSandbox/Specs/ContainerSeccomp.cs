using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The system call filter of a container; none if it is privileged or asks for none.</summary>
internal static class ContainerSeccomp
{
    public static LinuxSeccomp? Build(ContainerSpecInput input, IReadOnlyList<string> boundingCapabilities)
    {
        if (input.Security.Privileged)
        {
            return null;
        }

        var profile = SeccompChoice.Of(input.Security)?.Type switch
        {
            Cri.SecurityProfile.Types.ProfileType.RuntimeDefault => SeccompDefault.Profile,
            Cri.SecurityProfile.Types.ProfileType.Localhost =>
                input.LocalhostSeccomp ?? throw new InvalidOperationException("the localhost seccomp profile was not read"),
            _ => null,
        };
        return profile?.Resolve(boundingCapabilities, input.Node);
    }
}
