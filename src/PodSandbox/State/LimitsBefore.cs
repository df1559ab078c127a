using CriSharp.Runtime.Cgroups;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.PodSandbox.State;

/// <summary>
/// What a running container's limits were when an update of them began: recorded before anything is changed and dropped with its end, so that
/// an update which failed, or which the daemon did not live to finish, is undone.
/// </summary>
/// <param name="Settings">The control files as they were; none for a container that does not run.</param>
/// <param name="Resources">The same for the OCI runtime's <c>update</c>; a limit that was not set is given as none.</param>
/// <param name="OomScoreAdj">Of the container's processes.</param>
/// <param name="OomScoreAdjToBe">What the update gives them.</param>
public sealed record LimitsBefore(
    IReadOnlyList<CgroupSetting> Settings, LinuxResources Resources, int OomScoreAdj, int OomScoreAdjToBe);
