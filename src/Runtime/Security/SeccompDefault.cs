using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>
/// The RuntimeDefault profile: an allow list for the calls of Linux up to 6.18.
/// <para>
/// A call that is known and refused returns EPERM. One that is on no list is newer than this profile (or than the node's libseccomp) and
/// returns ENOSYS, so that a C library falls back to the older call instead of failing: what EPERM there did to clone3, statx and fchmodat2.
/// </para>
/// </summary>
public static class SeccompDefault
{
    private const uint NotPermitted = 1; // EPERM
    private const uint NotImplemented = 38; // ENOSYS
    private const ulong VsockFamily = 40; // AF_VSOCK

    // CLONE_NEWTIME is not among them: clone(2) cannot ask for it, its bit is part of the exit signal there.
    private static readonly ulong[] NamespaceFlags =
    [
        0x0002_0000, // CLONE_NEWNS
        0x0200_0000, // CLONE_NEWCGROUP
        0x0400_0000, // CLONE_NEWUTS
        0x0800_0000, // CLONE_NEWIPC
        0x1000_0000, // CLONE_NEWUSER
        0x2000_0000, // CLONE_NEWPID
        0x4000_0000, // CLONE_NEWNET
    ];

    // Emulations of an older Linux, of 32 bits, and the question which one is in force (personality(2)).
    private static readonly ulong[] Personalities = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xffff_ffff];

    /// <summary>The profile; resolve it with the container's bounding set.</summary>
    public static SeccompProfile Profile { get; } = new()
    {
        DefaultAction = SeccompActions.Errno,
        DefaultErrno = NotImplemented,
        Architectures = SeccompArchitectures.WithCompatible,
        Rules =
        [
            Allow(SeccompCalls.Allowed),
            .. Personalities.Select(value => Allow(["personality"], new LinuxSeccompArg(0, value, 0, SeccompActions.Equal))),
            .. Sockets(),
            .. NewNamespaces(),
            .. SeccompCalls.ByCapability.SelectMany(entry => ByCapabilities(entry.Calls, entry.Capabilities)),
            Refuse(SeccompCalls.Refused),
        ],
    };

    // Virtual machine sockets are not namespaced: they reach the host's services from any container.
    private static IEnumerable<SeccompRule> Sockets() =>
    [
        Allow(["socket"], new LinuxSeccompArg(0, VsockFamily, 0, SeccompActions.NotEqual)),
        Refuse(["socket"], new LinuxSeccompArg(0, VsockFamily, 0, SeccompActions.Equal)),
    ];

    // clone3's flags are behind a pointer that a filter cannot follow: ENOSYS makes the C library use clone.
    private static IEnumerable<SeccompRule> NewNamespaces()
    {
        var administrator = new SeccompCondition { Capabilities = ["CAP_SYS_ADMIN"] };
        var all = NamespaceFlags.Aggregate(0UL, (mask, flag) => mask | flag);
        yield return Allow(["clone", "clone3"]) with { Includes = administrator };
        yield return Allow(["clone"], new LinuxSeccompArg(0, all, 0, SeccompActions.MaskedEqual)) with { Excludes = administrator };
        foreach (var flag in NamespaceFlags)
        {
            yield return Refuse(["clone"], new LinuxSeccompArg(0, flag, flag, SeccompActions.MaskedEqual)) with { Excludes = administrator };
        }

        yield return Refuse(["clone3"]) with { Errno = NotImplemented, Excludes = administrator };
    }

    // Allowed with any one of the capabilities.
    private static IEnumerable<SeccompRule> ByCapabilities(IReadOnlyList<string> calls, IReadOnlyList<string> capabilities)
    {
        for (var i = 0; i < capabilities.Count; i++)
        {
            yield return Allow(calls) with
            {
                Includes = new SeccompCondition { Capabilities = [capabilities[i]] },
                Excludes = new SeccompCondition { Capabilities = [.. capabilities.Take(i)] },
            };
        }

        yield return Refuse(calls) with { Excludes = new SeccompCondition { Capabilities = capabilities } };
    }

    private static SeccompRule Allow(IReadOnlyList<string> names, params IReadOnlyList<LinuxSeccompArg> args) =>
        new() { Names = names, Action = SeccompActions.Allow, Args = args };

    private static SeccompRule Refuse(IReadOnlyList<string> names, params IReadOnlyList<LinuxSeccompArg> args) =>
        new() { Names = names, Action = SeccompActions.Errno, Errno = NotPermitted, Args = args };
}
